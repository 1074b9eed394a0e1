"""Who gets mail about what, when, and never what they may not see."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.forget import forget
from forum.mail import actions, queries
from forum.mail.delivery import LEASE, OLDEST, PAUSE, RETRY
from forum.mail.models import Mail, MailWish
from forum.moderation import actions as order
from forum.notices.models import Notice
from forum.spaces import actions as spaces
from forum.threads import queries as threads
from forum.threads.actions import edit, withdraw
from forum.threads.actions.compose import compose
from forum.threads.models import Post

from ..world import User, World
from .conftest import Office, everybody

DAY = timedelta(days=1)


def waiting(office: Office) -> int:
    return int(office.world.scalar(select(func.count()).select_from(Mail)))


def body(office: Office) -> str:
    """Return the plain part of the first message."""
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


def test_nothing_is_queued_where_there_is_no_mail(make_office: Callable[..., Office]) -> None:
    office = make_office(mail=None)
    people = everybody(office.world)
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    assert waiting(office) == 0
    assert office.round() == 0


def test_what_was_seen_on_the_page_is_not_mailed(office: Office, people: dict[str, User]) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    office.world.client(people["ana"]).get(f"/forum/t/{thread}", follow_redirects=True)
    assert office.round() == 0
    assert waiting(office) == 0


def test_what_comes_soon_after_a_mail_goes_together(
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
    assert office.sent[1]["Subject"] == "2 new things in Forum"


def test_a_daily_digest_goes_in_the_morning(office: Office, people: dict[str, User]) -> None:
    office.wants(people["ana"], "daily")
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    office.world.write(thread, people["eva"])
    assert office.round() == 1
    assert [message["To"] for message in office.sent] == ["Ben <ben@intranet.example>"]
    office.sent.clear()
    assert office.round(DAY) == 1
    assert body(office).count("An answer to your question") == 2


def test_one_space_may_have_a_pace_of_its_own(office: Office, people: dict[str, User]) -> None:
    world = office.world
    loud, quiet = (world.space(name, by=people["eva"]) for name in ("Loud", "Quiet"))
    office.wants(people["ana"], "never", **{f"s{loud.id}": "once"})
    for space in (quiet, loud):
        world.write(world.ask(space, people["ana"], f"In {space.name}"), people["ben"])
    assert office.round() == 1
    assert office.sent[0]["Subject"] == "In Loud"
    assert waiting(office) == 0


def test_a_new_choice_holds_for_what_waits(office: Office, people: dict[str, User]) -> None:
    office.wants(people["ana"], "weekly")
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    assert office.round() == 0
    office.wants(people["ana"], "once")
    assert office.round() == 1


def test_who_lost_the_right_to_read_gets_nothing(office: Office, people: dict[str, User]) -> None:
    space = office.world.space(
        "Circle", by=people["eva"], access="closed", members_=(people["ana"], people["ben"])
    )
    thread = office.world.ask(space, people["ana"])
    office.world.write(thread, people["ben"])
    gone = office.world.id(people["ana"])
    with office.world.request():
        spaces.dismiss(space.id, gone)
    assert office.round() == 0
    assert waiting(office) == 0


def test_who_left_the_group_of_the_host_gets_nothing(
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
def test_who_cannot_be_reached_is_left_alone(
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


def test_a_domain_of_other_letters_is_written_as_machines_write_it(
    office: Office, people: dict[str, User]
) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    people["ana"].email = "ana@börse.example"
    assert office.round() == 1
    (message,) = office.sent
    assert message["To"].addresses[0].addr_spec == "ana@xn--brse-5qa.example"


def test_a_host_that_fails_is_asked_again(office: Office, people: dict[str, User]) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    kept = office.world.site.people
    office.world.site.people = None  # type: ignore[assignment]
    assert office.round() == 0
    office.world.site.people = kept
    assert office.round() == 0
    assert office.round(LEASE + timedelta(seconds=1)) == 1


def test_what_fails_for_one_holds_up_nobody_else(
    office: Office, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.mail import compose

    world, write = office.world, compose.write
    space = world.space("Letters", by=people["eva"])
    for asker in ("ana", "ben"):
        world.write(world.ask(space, people[asker]), people["eva"])

    def fail(rows: Any, **more: Any) -> Any:
        if more["to"].addr_spec.startswith("ana"):
            raise RuntimeError
        return write(rows, **more)

    monkeypatch.setattr(compose, "write", fail)
    assert office.round() == 1
    assert [message["To"] for message in office.sent] == ["Ben <ben@intranet.example>"]


def test_a_post_that_was_hidden_is_no_news_but_to_its_author(
    office: Office, people: dict[str, User]
) -> None:
    world = office.world
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    with world.request():
        post = threads.post_by_number(thread, 2)
        assert post is not None
        withdraw.hide(post.id, why="Not here")
    assert office.round() == 0


def test_an_author_is_told_that_a_post_was_hidden_and_can_be_read_again(
    make_office: Callable[..., Office],
) -> None:
    from forum.notices.actions import tell_of_hiding

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
            tell_of_hiding(post, steward_id=steward)
        assert office.round(timedelta(hours=later)) == 1
    first, second = (m.get_body(("plain",)) for m in office.to(people["ben"]))
    assert first is not None
    assert second is not None
    assert "Your post was hidden" in first.get_content()
    assert "It names a client." in first.get_content()
    assert "Your post can be read" in second.get_content()
    assert len({message["Message-ID"] for message in office.to(people["ben"])}) == 2


def test_a_mention_that_an_edit_adds_is_mailed(office: Office, people: dict[str, User]) -> None:
    world = office.world
    thread = world.discuss(world.space("Letters", by=people["eva"]), people["ana"])
    office.round()
    member = world.id(people["ana"])
    first = world.scalar(select(Post.id).where(Post.thread_id == thread))
    with world.request():
        edit.edit(first, revision=1, editor_id=member, text=compose("See @ben"), reason="")
    assert office.round() == 1
    assert len(office.to(people["ben"])) == 1


def test_what_failed_once_waits_for_no_other_morning(
    office: Office, people: dict[str, User]
) -> None:
    office.wants(people["ana"], "weekly")
    world = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    office.round()
    due = world.scalar(select(Mail.due_at))
    kept, world.site.people = world.site.people, None  # type: ignore[assignment]
    assert office.round(at=due) == 0
    world.site.people = kept
    assert office.round(at=due + LEASE) == 1


def test_a_host_whose_context_wants_a_request_is_no_trouble(
    office: Office, people: dict[str, User]
) -> None:
    from flask import request

    office.world.app.context_processor(lambda: {"path": request.path})
    world = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    assert office.round() == 1


def test_what_is_new_has_tries_of_its_own(make_office: Callable[..., Office]) -> None:
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


def test_once_deals_with_everybody(office: Office, people: dict[str, User]) -> None:
    from forum.mail import delivery

    world = office.world
    space = world.space("Letters", by=people["eva"])
    for n in range(delivery.MOST + 3):
        asker = world.member(f"Asker {n}", email=f"a{n}@intranet.example")
        world.write(world.ask(space, asker), people["ben"])
    result = world.app.test_cli_runner().invoke(args=["forum", "work", "--once"])
    assert result.exit_code == 0
    assert len(office.sent) == delivery.MOST + 3


def test_no_address_is_logged_whatever_fails(
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
    assert "was not taken" in caplog.text
    assert "intranet.example" not in caplog.text


def test_what_dies_while_it_is_sent_is_sent_once_more_and_no_more(
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


def test_two_at_work_send_one_mail(office: Office, people: dict[str, User]) -> None:
    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    office.world.write(thread, people["ben"])
    at = now()
    with office.world.app.app_context():
        ids = [row.notice_id for row in queries.due(office.world.id(people["ana"]), at)]
    with office.world.request():
        assert actions.claim(ids, at=at, until=at + LEASE)
    with office.world.request():
        assert not actions.claim(ids, at=at, until=at + LEASE)
    assert office.round() == 0


def test_imported_people_whom_nobody_signs_in_as_are_not_queued(
    office: Office, people: dict[str, User]
) -> None:
    from forum.members.models import Member

    thread = office.world.ask(office.world.space("Letters", by=people["eva"]), people["ana"])
    with office.world.request():
        session().execute(update(Member).where(Member.name == "Ana").values(user_key=None))
    office.world.write(thread, people["ben"])
    assert office.world.scalar(select(func.count()).select_from(Notice)) == 1
    assert waiting(office) == 0


def test_mail_speaks_the_language_and_keeps_the_clock_of_whom_it_is_for(
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
    """A language that is English, shouted."""

    def gettext(self, words: str) -> str:
        return words if "%(" in words else words.upper()


def test_forgetting_somebody_deletes_what_they_wished(
    office: Office, people: dict[str, User]
) -> None:
    office.wants(people["ana"], "daily")
    with office.world.request():
        forget(people["ana"].id)
    assert office.world.scalar(select(func.count()).select_from(MailWish)) == 0


def test_nothing_of_a_mail_is_logged(
    office: Office, people: dict[str, User], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="forum")
    world: World = office.world
    world.write(world.ask(world.space("Letters", by=people["eva"]), people["ana"]), people["ben"])
    office.round()
    assert "ana@" not in caplog.text
