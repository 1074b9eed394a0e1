"""Mail goes to the right people at the right time, and only about posts they may read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.leaving.actions import forget
from forum.mail import queries
from forum.mail.actions import queue
from forum.mail.delivery import LEASE, RETRY
from forum.mail.models import Mail, MailPreference
from forum.mail.schedule import OLDEST, PAUSE
from forum.members.viewer import GUEST
from forum.moderation import actions as order
from forum.moderation.actions import moderate
from forum.notices.models import Notice
from forum.revisions import actions as revisions
from forum.spaces import actions as spaces
from forum.texts.actions import compose
from forum.threads import queries as threads
from forum.threads.models import Post

from ..support.world import User, World
from .conftest import Office, everybody

DAY = timedelta(days=1)


def noon() -> datetime:
    """Return the noon of tomorrow: hours before and after the mornings on which digests go."""
    return (now() + DAY).replace(hour=12, minute=0, second=0, microsecond=0)


def waiting(office: Office) -> int:
    return int(office.world.scalar(select(func.count()).select_from(Mail)))


def body(office: Office) -> str:
    """Return the plain text of the first message."""
    part = office.sent[0].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_an_answer_is_mailed_to_the_asker_once(office: Office, people: dict[str, User]) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    assert office.round() == 1
    assert [m["To"] for m in office.sent] == ["Ana <ana@intranet.example>"]
    assert office.round(DAY) == 0
    assert waiting(office) == 0


def test_nothing_is_queued_while_no_mail_is_set_up(make_office: Callable[..., Office]) -> None:
    office = make_office(mail=None)
    people = everybody(office.world)
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    assert waiting(office) == 0
    assert office.round() == 0


def test_a_notice_seen_on_the_page_is_not_mailed(office: Office, people: dict[str, User]) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    office.world.client(people["ana"]).get(f"/forum/t/{thread}", follow_redirects=True)
    assert office.round() == 0
    assert waiting(office) == 0


def test_notices_soon_after_a_mail_are_collected_in_the_next_one(
    office: Office, people: dict[str, User]
) -> None:
    space = office.world.space("Letters", by=people["eva"])
    first, second = (office.world.ask(space, people["ana"], title) for title in ("One", "Two"))
    office.world.write(first, people["ben"])
    assert office.round() == 1
    office.world.write(first, people["ben"])
    office.world.write(second, people["eva"])
    assert office.round() == 0
    assert office.round(PAUSE + timedelta(seconds=1)) == 1
    assert office.sent[1]["Subject"] == "2 new notices in Forum"


def test_a_daily_digest_goes_in_the_morning(office: Office, people: dict[str, User]) -> None:
    office.wants(people["ana"], "daily")
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    office.world.write(thread, people["eva"])
    assert office.round(at=noon()) == 1
    assert [message["To"] for message in office.sent] == ["Ben <ben@intranet.example>"]
    office.sent.clear()
    assert office.round(at=noon() + DAY) == 1
    assert body(office).count("An answer to your question") == 2


def test_a_space_can_have_its_own_pace(office: Office, people: dict[str, User]) -> None:
    world = office.world
    loud, quiet = (world.space(name, by=people["eva"]) for name in ("Loud", "Quiet"))
    office.wants(people["ana"], "never", **{f"s{loud.id}": "once"})
    for space in (quiet, loud):
        world.write(world.ask(space, people["ana"], f"In {space.name}"), people["ben"])
    assert office.round() == 1
    assert office.sent[0]["Subject"] == "In Loud"
    assert waiting(office) == 0


def test_a_new_choice_applies_to_waiting_notices(office: Office, people: dict[str, User]) -> None:
    office.wants(people["ana"], "weekly")
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    assert office.round(at=noon()) == 0
    office.wants(people["ana"], "once")
    assert office.round(at=noon()) == 1


def test_a_dismissed_member_gets_no_mail_about_the_space(
    office: Office, people: dict[str, User]
) -> None:
    space = office.world.space(
        "Circle", by=people["eva"], access="closed", members_=(people["ana"], people["ben"])
    )
    thread = office.world.ask(space, people["ana"])
    office.world.write(thread, people["ben"])
    gone = office.world.id(people["ana"])
    with office.world.request():
        spaces.remove_member(space.id, gone)
    assert office.round() == 0
    assert office.round(OLDEST) == 0
    assert waiting(office) == 0


def test_a_user_who_left_the_hosts_group_gets_no_mail_about_its_space(
    office: Office, people: dict[str, User]
) -> None:
    for user in people.values():
        user.audiences = frozenset({"team:7"})
    space = office.world.space("Team", by=people["eva"], access="bound", audience="team:7")
    thread = office.world.ask(space, people["ana"])
    office.world.write(thread, people["ben"])
    people["ana"].audiences = frozenset()  # the forum has not seen her since
    assert office.round() == 0


@pytest.mark.parametrize("what", ["gone", "inactive", "no address", "bad address", "forgotten"])
def test_a_member_who_cannot_be_reached_gets_no_mail_and_leaves_no_queue(
    office: Office, people: dict[str, User], what: str
) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    ana = people["ana"]
    if what == "gone":
        del office.world.site.people[ana.id]
    elif what == "inactive":
        ana.is_active = False
    elif what == "forgotten":
        with office.world.request():
            forget(ana.id)
    else:
        ana.email = None if what == "no address" else "ana@intranet.example\nBcc: x@y.example"
    assert office.round() == 0
    assert waiting(office) == 0


def test_an_international_domain_is_written_in_ascii(
    office: Office, people: dict[str, User]
) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    people["ana"].email = "ana@börse.example"
    assert office.round() == 1
    (message,) = office.sent
    assert message["To"].addresses[0].addr_spec == "ana@xn--brse-5qa.example"


def test_after_a_failure_of_the_host_mail_is_sent_later(
    office: Office, people: dict[str, User]
) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    kept = office.world.site.people
    office.world.site.people = None  # type: ignore[assignment]
    assert office.round() == 0
    office.world.site.people = kept
    assert office.round() == 0
    assert office.round(LEASE + timedelta(seconds=1)) == 1


def test_a_failure_for_one_member_delays_no_other(
    office: Office, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.mail.presenters import message as messages

    world, write = office.world, messages.write
    space = world.space("Letters", by=people["eva"])
    for asker in ("ana", "ben"):
        world.write(world.ask(space, people[asker]), people["eva"])

    def fail(rows: Any, **more: Any) -> Any:
        if more["to"].addr_spec.startswith("ana"):
            raise RuntimeError
        return write(rows, **more)

    monkeypatch.setattr(messages, "write", fail)
    assert office.round() == 1
    assert [message["To"] for message in office.sent] == ["Ben <ben@intranet.example>"]


def test_a_hidden_post_is_news_to_its_author_only(office: Office, people: dict[str, User]) -> None:
    world = office.world
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    with world.request():
        post = threads.post_by_number(GUEST, thread, 2)
        assert post is not None
        moderate.hide(post.id, why="Not here")
    assert office.round() == 0


def test_an_author_gets_mail_when_a_post_is_hidden_and_restored(
    make_office: Callable[..., Office],
) -> None:
    from forum.notices.actions import notify_of_hiding

    office = make_office(mail_text="open")
    world, people = office.world, everybody(office.world)
    space = world.space("Letters", by=people["eva"])
    thread, steward = world.ask(space, people["ana"]), world.id(people["eva"])
    post_id = world.write(thread, people["ben"])
    office.round()
    viewer = world.viewer(people["eva"])
    for act, why, later in (("hide", "It names a client.", 0), ("restore", "", 1)):
        with world.request():
            post = threads.post(viewer, post_id)
            assert post is not None
            getattr(order, act)(post, steward_id=steward, why=why)
            notify_of_hiding(post, by=steward)
        assert office.round(timedelta(hours=later)) == 1
    first, second = (m.get_body(("plain",)) for m in office.to(people["ben"]))
    assert first is not None
    assert second is not None
    assert "Your post was hidden" in first.get_content()
    assert "It names a client." in first.get_content()
    assert "Your post is visible again" in second.get_content()
    assert len({message["Message-ID"] for message in office.to(people["ben"])}) == 2


def test_a_mention_that_an_edit_adds_is_mailed(office: Office, people: dict[str, User]) -> None:
    world = office.world
    thread = world.discuss(world.space("Letters", by=people["eva"]), people["ana"])
    office.round()
    member = world.id(people["ana"])
    first = world.scalar(select(Post.id).where(Post.thread_id == thread))
    with world.request():
        revisions.edit(first, revision=1, editor_id=member, text=compose("See @ben"), reason="")
    assert office.round() == 1
    assert len(office.to(people["ben"])) == 1


def test_a_failed_digest_is_sent_soon_and_not_a_week_later(
    office: Office, people: dict[str, User]
) -> None:
    office.wants(people["ana"], "weekly")
    world = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    office.round(at=noon())
    due = world.scalar(select(Mail.due_at))
    kept, world.site.people = world.site.people, None  # type: ignore[assignment]
    assert office.round(at=due) == 0
    world.site.people = kept
    assert office.round(at=due + LEASE) == 1


def test_a_context_processor_that_needs_a_request_does_not_break_mail(
    office: Office, people: dict[str, User]
) -> None:
    from flask import request

    office.world.app.context_processor(lambda: {"path": request.path})
    world = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    assert office.round() == 1


def test_a_new_notice_has_its_own_count_of_tries(make_office: Callable[..., Office]) -> None:
    def refuse(message: object) -> None:
        raise ConnectionError

    office = make_office(mail=refuse)
    people = everybody(office.world)
    world = office.world
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    with world.request():
        session().execute(update(Mail).values(tries=len(RETRY)))
    world.write(thread, people["ben"])
    assert office.round() == 0
    assert world.scalar(select(Mail.tries)) == 1


def test_work_once_sends_to_everybody(office: Office, people: dict[str, User]) -> None:
    from forum.mail import delivery

    world = office.world
    space = world.space("Letters", by=people["eva"])
    for n in range(delivery.MOST + 3):
        asker = world.member(f"Asker {n}", email=f"a{n}@intranet.example")
        world.write(world.ask(space, asker), people["ben"])
    result = world.app.test_cli_runner().invoke(args=["forum", "work", "--once"])
    assert result.exit_code == 0
    assert len(office.sent) == delivery.MOST + 3


def test_no_address_is_logged_when_sending_fails(
    make_office: Callable[..., Office], caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(message: object) -> None:
        raise OSError({"ana@intranet.example": (550, b"no")})

    office = make_office(mail=refuse)
    people = everybody(office.world)
    world = office.world
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    office.round()
    people["ana"].email = "<ana@intranet.example>"
    world.write(thread, people["ben"])
    office.round()
    assert "intranet.example" not in caplog.text


def test_old_news_is_not_sent(office: Office, people: dict[str, User]) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    assert office.round(OLDEST + DAY) == 0
    assert waiting(office) == 0


def test_a_mail_that_is_refused_is_tried_again_and_given_up(
    make_office: Callable[..., Office], caplog: pytest.LogCaptureFixture
) -> None:
    asked = []

    def refuse(message: object) -> None:
        asked.append(message)
        raise ConnectionError("no")

    office = make_office(mail=refuse)
    people = everybody(office.world)
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    at = now()
    for pause in RETRY:
        office.round(at=at)
        office.round(at=at)  # not again at once
        at += pause
    assert waiting(office) == 1
    office.round(at=at)
    assert len(asked) == len(RETRY) + 1
    assert waiting(office) == 0
    assert "was refused" in caplog.text
    assert "intranet.example" not in caplog.text


def test_a_message_whose_process_dies_is_sent_once_more_and_never_again(
    make_office: Callable[..., Office],
) -> None:
    sent = []

    def die(message: object) -> None:
        sent.append(message)
        raise KeyboardInterrupt

    office = make_office(mail=die)
    people = everybody(office.world)
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    at = now()
    for _ in range(4):
        with suppress(KeyboardInterrupt):
            office.round(at=at)
        at += LEASE
    assert len(sent) == 2
    assert sent[0]["Message-ID"] == sent[1]["Message-ID"]  # type: ignore[index]
    assert waiting(office) == 0


def test_two_processes_send_one_mail(office: Office, people: dict[str, User]) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    at = now()
    with office.world.app.app_context():
        ids = queries.due(office.world.id(people["ana"]), at)
    with office.world.request():
        assert queue.claim(ids, at=at, until=at + LEASE)
    with office.world.request():
        assert not queue.claim(ids, at=at, until=at + LEASE)
    assert office.round() == 0


def test_imported_members_without_a_user_are_not_queued(
    office: Office, people: dict[str, User]
) -> None:
    from forum.members.models import Member

    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    with office.world.request():
        session().execute(update(Member).where(Member.name == "Ana").values(user_key=None))
    office.world.write(thread, people["ben"])
    assert office.world.scalar(select(func.count()).select_from(Notice)) == 1
    assert waiting(office) == 0


def test_mail_is_in_the_language_of_its_recipient(
    office: Office, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.core.web.i18n.languages", lambda: ("en", "xx"))
    catalogues = {"en": Plain(), "xx": Shouting()}
    monkeypatch.setattr("forum.core.web.i18n._translations", catalogues.__getitem__)
    people["ana"].locale, people["ana"].timezone = "xx", "Asia/Kolkata"
    world = office.world
    space = world.space("Letters", by=people["eva"])
    world.write(world.ask(space, people["ana"]), people["ben"])
    world.write(world.ask(space, people["eva"]), people["ben"])
    assert office.round() == 2
    (hers,), (theirs,) = office.to(people["ana"]), office.to(people["eva"])
    assert "AN ANSWER TO YOUR QUESTION" in hers.as_string()
    assert "An answer to your question" in theirs.as_string()


class Plain:
    """A catalogue without translations."""

    def gettext(self, words: str) -> str:
        return words

    def ngettext(self, one: str, many: str, n: int) -> str:
        return one if n == 1 else many


class Shouting(Plain):
    """English in capital letters."""

    def gettext(self, words: str) -> str:
        return words if "%(" in words else words.upper()


def test_forgetting_somebody_deletes_their_preferences(
    office: Office, people: dict[str, User]
) -> None:
    office.wants(people["ana"], "daily")
    with office.world.request():
        forget(people["ana"].id)
    assert office.world.scalar(select(func.count()).select_from(MailPreference)) == 0


def test_nothing_of_a_mail_is_logged(
    office: Office, people: dict[str, User], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="forum")
    world: World = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    office.round()
    assert "ana@" not in caplog.text
