"""A first take is asked for, written, opened to its author and on its day; each act is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.first_takes import actions
from forum.leaving.actions import forget
from forum.moderation import actions as moderation
from forum.moderation.models import LogEntry
from forum.spaces import actions as spaces
from forum.spaces.models import Space
from forum.threads.models import Post, PresentView, Thread

from ..support.sealed import CANARY, Sealed, open_sealed, seal, write_take
from ..support.world import World

QUESTION = {"title": "How do you begin?", "text": "What do you do first?", "kind": "question"}
TAKE = {"first_take": "1", "take": "I ring twice."}


def day(days: int) -> str:
    """Return the day that is *days* from today, as a form has it."""
    return (now().date() + timedelta(days=days)).isoformat()


def column(world: World, which: Any, **where: Any) -> Any:
    return world.scalar(select(which).filter_by(**where))


@pytest.fixture
def sealed(world: World) -> Sealed:
    """A thread with three first takes."""
    return seal(world)


def test_a_question_is_asked_with_ones_own_take_and_opens_on_its_day(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    form = {**QUESTION, **TAKE, "space": space.slug, "opens": day(7)}
    answer = world.client(ana).post("/forum/-/open", data=form)
    assert answer.status_code == 302, answer.text
    thread = world.scalar(select(Thread.id))
    until = column(world, Thread.sealed_until)
    assert until == datetime.combine(date.fromisoformat(day(7)), datetime.min.time(), UTC)
    posts = world.scalar(select(Thread.posts)), world.scalar(select(Post.take).filter_by(number=2))
    assert posts == (2, "first")
    own = world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "I ring twice." in own
    assert "only people who have posted a first take can read it" in own
    page = world.client(ben).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "I ring twice." not in page
    assert "What do you do first?" in page
    assert "Other people have posted first takes" in page  # fewer than eight people read it
    assert "UTC" in page
    assert "Write yours before you read" in world.client(ben).get(f"/forum/s/{space.slug}").text
    sent = world.client(ben).post(f"/forum/t/{thread}/reply", data={"text": "I knock."})
    assert sent.status_code == 302
    opened = world.client(ben).get(sent.location, follow_redirects=True).text
    assert "I ring twice." in opened
    assert opened.count("<span>first take</span>") == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"opens": day(0)}, "Choose a day from"),
        ({"opens": day(61)}, "Choose a day from"),
        ({"opens": ""}, "Choose a day from"),
        ({"opens": "soon"}, "Choose a day from"),
        ({"opens": "9999-99-99"}, "Choose a day from"),
        ({"take": ""}, "Enter your own first take"),
        ({"take": "\u200b \u2060"}, "Enter your own first take"),
        ({"take": "x" * 40_000}, "over the limit"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    world: World, fields: dict[str, str], said: str
) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    form = {**QUESTION, **TAKE, "space": space.slug, "opens": day(7), **fields}
    answer = world.client(ana).post("/forum/-/open", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "What do you do first?" in answer.text
    assert re.search(r'name="first_take"[^>]*checked', answer.text)
    assert world.scalar(select(Thread.id)) is None


def test_a_form_that_is_sent_twice_opens_one_thread_with_one_take(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    key = "8c5f2f2e-6a3d-4c39-9a5e-2f7d1f9f5a01"
    form = {**QUESTION, **TAKE, "space": space.slug, "opens": day(7), "form_key": key}
    first, second = (world.client(ana).post("/forum/-/open", data=form) for _ in range(2))
    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert column(world, Thread.posts) == 2


def test_a_preview_shows_both_texts_and_saves_nothing(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    form = {**QUESTION, **TAKE, "space": space.slug, "opens": day(7), "preview": "1"}
    page = world.client(ana).post("/forum/-/open", data=form).text
    assert page.count("<p>I ring twice.</p>") == page.count("<p>What do you do first?</p>") == 1
    assert world.scalar(select(Thread.id)) is None


def test_a_reflection_is_opened_with_first_takes_too(world: World) -> None:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    form = {"title": "That day", "part1": "It rained", "prompts": "what-so-what.1.en", **TAKE}
    answer = world.client(ana).post(
        "/forum/-/reflect", data={**form, "space": space.slug, "opens": day(3)}
    )
    assert answer.status_code == 302, answer.text
    assert column(world, Post.kind, number=2) == "reflection"
    assert column(world, Post.take, number=2) == "first"


def test_it_is_asked_for_later_while_nobody_else_has_written(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana, "Which form?")
    place = f"/forum/t/{thread}/first-take"
    shown = world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert place in shown
    assert world.client(ben).get(place).status_code == 403
    form = {**TAKE, "opens": day(7)}
    assert world.client(ben).post(place, data=form).status_code == 403
    assert world.client(ana).post(place, data={**form, "opens": day(0)}).status_code == 422
    answer = world.client(ana).post(place, data=form)
    assert answer.status_code == 302, answer.text
    assert column(world, Thread.index_scope) == "apart"
    page = world.client(ben).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "I ring twice." not in page


def test_it_is_not_asked_for_once_somebody_else_has_written(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    place = f"/forum/t/{thread}/first-take"
    assert place not in world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert world.client(ana).post(place, data={**TAKE, "opens": day(7)}).status_code == 403
    assert column(world, Thread.sealed_until) is None


def test_the_day_is_brought_forward_and_never_put_back(sealed: Sealed) -> None:
    place, world = f"/forum/t/{sealed.thread}/first-take", sealed.world
    planned = column(world, Thread.sealed_until, id=sealed.thread)
    for who in ("reader", "first", "blocked"):
        assert sealed.browser(who).post(place, data={"now": "1"}).status_code == 403, who
    late = sealed.browser("opener").post(place, data={"opens": day(20)})
    assert (late.status_code, "Choose a day from" in late.text) == (422, True)
    assert sealed.browser("opener").post(place, data={"opens": day(3)}).status_code == 302
    moved = column(world, Thread.sealed_until, id=sealed.thread)
    assert moved < planned
    page = sealed.browser("reader").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert "This day was brought forward from" in page
    assert sealed.browser("steward").post(place, data={"now": "1"}).status_code == 302
    assert column(world, Thread.planned_until, id=sealed.thread) == planned
    page = sealed.browser("reader").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert f"{CANARY}edited" in page
    assert sealed.browser("opener").post(place, data={"opens": day(30)}).status_code == 403
    log = sealed.browser("reader").get("/forum/s/letters/log").text
    assert log.count("let the first takes of a thread open earlier") == 2


def test_without_an_earlier_day_they_can_only_be_opened_now(sealed: Sealed) -> None:
    place = f"/forum/t/{sealed.thread}/first-take"
    assert 'type="date"' in sealed.browser("opener").get(place).text
    sealed.open_at(now() + timedelta(hours=1))
    page = sealed.browser("opener").get(place).text
    assert ('type="date"' in page, 'name="now"' in page) == (False, True)
    assert sealed.browser("opener").post(place, data={"opens": day(1)}).status_code == 422


def test_whoever_writes_after_the_day_is_told_apart_without_a_time(sealed: Sealed) -> None:
    sealed.open_at(now() - timedelta(seconds=1))
    post = write_take(sealed.world, sealed.thread, sealed.people["reader"])
    assert column(sealed.world, Post.take, id=post) == "later"
    page = sealed.browser("first").get(f"/forum/p/{post}")
    shown = sealed.browser("first").get(page.location, follow_redirects=True).text
    assert shown.count("written after the others could be read") == 1
    assert shown.count("first take") == 3


@pytest.mark.parametrize(("choice", "opened"), [("keep", False), ("open", True)])
def test_the_form_that_locks_asks_when_they_open(sealed: Sealed, choice: str, opened: bool) -> None:
    place, steward = f"/forum/t/{sealed.thread}/lock", sealed.browser("steward")
    form = {"locked": "1", "reason": "Holidays"}
    asked = steward.post(place, data=form)
    assert (asked.status_code, "Choose when everybody can read the first takes" in asked.text) == (
        422,
        True,
    )
    assert steward.post(place, data={**form, "seal": choice}).status_code == 302
    page = sealed.browser("reader").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert (f"{CANARY}edited" in page) is opened
    assert ("You can read the first takes from" in page) is not opened
    written = sealed.browser("reader").post(
        f"/forum/t/{sealed.thread}/reply", data={"text": "Sent after noon"}
    )
    assert (written.status_code, "Sent after noon" in written.text) == (403, True)


def test_archiving_the_space_opens_them(sealed: Sealed) -> None:
    answer = sealed.browser("admin").post(
        "/forum/s/letters/archive", data={"archived": "1", "reason": "Done"}
    )
    if answer.status_code == 404:
        answer = sealed.browser("steward").post("/forum/s/letters/archive", data={"archived": "1"})
    assert answer.status_code == 302, answer.text
    assert column(sealed.world, Space.archived_at) is not None
    page = sealed.browser("reader").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert f"{CANARY}edited" in page


def test_a_thread_that_comes_into_an_archived_space_is_open(sealed: Sealed) -> None:
    """A move is undone for a day: the space that the thread left may be archived by then."""
    home = sealed.space.id
    with sealed.world.request():
        elsewhere = sealed.world.space("Elsewhere", by=sealed.people["steward"]).id
    with sealed.world.request():
        moderation.move_with_reports(sealed.thread, space_id=elsewhere)
        spaces.archive_space(home, archived=True)
    reader = sealed.browser("reader")
    page = reader.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert f"{CANARY}edited" not in page
    with sealed.world.request():
        moderation.move_with_reports(sealed.thread, space_id=home)
    page = reader.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert f"{CANARY}edited" in page


def test_unread_counts_only_the_question_until_it_opens(sealed: Sealed) -> None:
    reader = sealed.browser("reader")
    reader.get(f"/forum/t/{sealed.thread}", follow_redirects=True)
    assert "new" not in re.findall(r'fx-is-new">([^<]*)', reader.get("/forum/s/letters").text)
    assert not re.search(r'fx-is-new">\d', reader.get("/forum/s/letters").text)
    sealed.open_at(now() - timedelta(seconds=1))
    assert re.search(r'fx-is-new">3 new', reader.get("/forum/s/letters").text)


def test_a_steward_reads_one_reported_take_to_decide(sealed: Sealed) -> None:
    steward, world = sealed.browser("steward"), sealed.world
    reports = steward.get("/forum/s/letters/reports").text
    assert reports.count("Look here") == 2
    assert reports.count("Read this one to decide") == 2
    assert "Wombat" not in reports
    place = f"/forum/s/letters/reports/{sealed.takes[0]}/read"
    for who in ("reader", "admin", "first", "blocked"):
        assert sealed.browser(who).post(place).status_code == 404, who
    assert steward.post(place).status_code == 302
    reports = steward.get("/forum/s/letters/reports").text
    assert reports.count("Read this one to decide") == 1
    assert reports.count(f"{CANARY}edited") == 1
    page = steward.get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert CANARY not in page
    assert column(world, LogEntry.act, act="read") == "read"
    assert "read a reported first take" in sealed.browser("reader").get("/forum/s/letters/log").text
    hide = f"/forum/p/{sealed.takes[0]}/hide"
    assert f"{CANARY}edited" in steward.get(hide).text
    assert steward.get(f"/forum/p/{sealed.takes[1]}/hide").status_code == 404
    own = write_take(world, sealed.thread, sealed.people["steward"])
    assert column(world, Post.take, id=own) == "later"
    assert steward.post(f"/forum/s/letters/reports/{sealed.takes[1]}/read").status_code == 404


def test_hiding_one_take_closes_nothing(sealed: Sealed) -> None:
    with sealed.world.request():
        session().execute(
            update(Post).where(Post.id == sealed.takes[0]).values(state="hidden", state_why="No")
        )
    page = sealed.browser("first").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert "first take" in page


@pytest.mark.sites("sqlite")
def test_left_out_there_is_no_way_to_ask_and_seals_hold(make_site: Callable[..., World]) -> None:
    world = make_site(without=("first-take",))
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = open_sealed(world, space.id, ana)
    assert "before you read" not in world.client(ana).get("/forum/-/ask").text
    form = {**QUESTION, **TAKE, "space": space.slug, "opens": day(7)}
    assert world.client(ana).post("/forum/-/open", data=form).status_code == 302
    assert world.scalar(select(Thread.sealed_until).order_by(Thread.id.desc())) is None
    assert world.client(ana).get(f"/forum/t/{thread}/first-take").status_code == 404
    page = world.client(ben).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert CANARY not in page
    assert "Post, then read the others’" in page


def tell(site: Sealed, who: str, take: int, **fields: str) -> Any:
    return site.browser(who).post(f"/forum/p/{take}/first-take", data=fields)


def test_its_author_is_asked_once_what_became_of_it(sealed: Sealed) -> None:
    take, thread = sealed.takes[0], f"/forum/t/{sealed.thread}"
    ask = "Has your view changed?"
    assert ask not in sealed.browser("first").get(thread, follow_redirects=True).text
    assert tell(sealed, "first", take, view="changed").status_code == 404  # not yet
    sealed.open_at(now() - timedelta(seconds=1))
    assert sealed.browser("first").get(thread, follow_redirects=True).text.count(ask) == 1
    assert ask not in sealed.browser("reader").get(thread, follow_redirects=True).text
    for who in ("reader", "second", "steward", "admin", "guest"):
        got = tell(sealed, who, take, view="changed")
        assert got.status_code in {401, 403, 404}, who
    refused = tell(sealed, "first", take, text="Why not?")
    assert (refused.status_code, "Choose whether your view has changed" in refused.text) == (
        422,
        True,
    )
    assert "Why not?" in refused.text
    assert tell(sealed, "first", take, view="changed", text="I wait now.").status_code == 302
    assert ask not in sealed.browser("first").get(thread, follow_redirects=True).text


def test_both_views_stand_side_by_side_for_others_where_the_author_says_so(sealed: Sealed) -> None:
    take, place = sealed.takes[0], f"/forum/p/{sealed.takes[0]}/first-take"
    sealed.open_at(now() - timedelta(seconds=1))
    tell(sealed, "first", take, view="changed", text="I **wait** now.")
    answer = sealed.browser("first").get(place)
    assert "no-store" in answer.headers["Cache-Control"]
    own = answer.text
    assert "data-fx-draft" not in own
    assert "<strong>wait</strong>" in own
    assert f"{CANARY}take of" in own  # revision 1, although it was edited
    assert "Only you see this" in own
    thread = f"/forum/t/{sealed.thread}"
    for who in ("reader", "steward", "admin", "guest", "second"):
        browser = sealed.browser(who)
        assert browser.get(place).status_code == (401 if who == "guest" else 404), who
        assert "since then" not in browser.get(thread, follow_redirects=True).text
    tell(sealed, "first", take, view="sharper", text="I **wait** now.", shared="1")
    for who in ("reader", "steward", "second"):
        browser = sealed.browser(who)
        page = browser.get(place).text
        assert ("<strong>wait</strong>" in page, 'name="view"' in page) == (True, False), who
        page = browser.get(thread, follow_redirects=True).text
        assert "since then: view sharper" in page
    form = sealed.browser("first").get(place).text  # sent again, it stays shared
    assert re.search(r'name="shared" value="1" checked', form)
    tell(sealed, "first", take, delete="1")
    assert sealed.browser("reader").get(place).status_code == 404
    assert column(sealed.world, Post.view, id=take) is None


def test_a_view_stands_and_falls_with_its_post(sealed: Sealed) -> None:
    take, place = sealed.takes[0], f"/forum/p/{sealed.takes[0]}/first-take"
    sealed.open_at(now() - timedelta(seconds=1))
    tell(sealed, "first", take, view="same", text="Still so.", shared="1")
    hidden = {"hidden": "1", "reason": "A name"}
    assert sealed.browser("steward").post(f"/forum/p/{take}/hide", data=hidden).status_code == 302
    for who in ("reader", "steward", "second"):
        assert sealed.browser(who).get(place).status_code == 404, who
    sealed.browser("first").post(f"/forum/p/{take}/back")
    assert sealed.browser("first").get(place).status_code == 404
    assert sealed.world.scalar(select(func.count()).select_from(PresentView)) == 0


def test_from_eight_takes_up_the_thread_says_how_many_moved(sealed: Sealed) -> None:
    world = sealed.world
    takes = list(sealed.takes)
    more = [world.member(f"Member {n}") for n in range(5)]
    takes += [write_take(world, sealed.thread, user) for user in more]
    said = "people changed or sharpened their view"
    sealed.open_at(now() - timedelta(seconds=1))
    with world.request():
        for take, view in zip(takes, ("changed", "sharper", "same"), strict=False):
            session().execute(update(Post).where(Post.id == take).values(view=view))
    thread = f"/forum/t/{sealed.thread}"
    page = sealed.browser("reader").get(thread, follow_redirects=True).text
    assert f"2 of 8 {said}" in page
    sealed.browser("first").post(f"/forum/p/{takes[0]}/back")  # seven are left
    assert said not in sealed.browser("reader").get(thread, follow_redirects=True).text


def test_forgetting_deletes_what_was_told_nobody_and_keeps_the_take(sealed: Sealed) -> None:
    sealed.open_at(now() - timedelta(seconds=1))
    first, second = sealed.takes
    tell(sealed, "first", first, view="same", text="Only for me")
    tell(sealed, "second", second, view="changed", text="For all", shared="1")
    with sealed.world.request():
        for who in ("first", "second"):
            user = sealed.people[who]
            assert user
            forget(user.id)
    assert column(sealed.world, PresentView.source) == "For all"
    page = sealed.browser("reader").get(f"/forum/t/{sealed.thread}", follow_redirects=True).text
    assert (page.count("first take"), f"{CANARY}edited" in page) == (3, True)


def test_what_moves_takes_in_the_index_writes_first(
    sealed: Sealed, statements: Callable[[], Any]
) -> None:
    """On SQLite a transaction that has read cannot wait for a writer: it would fail at once."""
    sealed.open_at(now() - timedelta(seconds=1))
    for move in (actions.begin_moving, actions.end_moving):
        with sealed.world.request():
            with statements() as sent:
                move()
            assert str(sent[0]).startswith("UPDATE")
