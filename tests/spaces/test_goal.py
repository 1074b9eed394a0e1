"""A space may have a goal and a last day, from which on its members are asked to look back.

Kinds covered: the form, the command and the host's code; a day that is past; the goal where it is
asked about; who is asked (members, not guests, blocked or outside), from when, until when; one
thread; a thread that is locked, withdrawn, older or elsewhere; a new last day; forgetting.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.moderation.models import LogEntry
from forum.reflections import queries
from forum.reflections.models import ClosingDismissed
from forum.spaces import actions
from forum.spaces.models import Space
from forum.threads.models import Post, Thread

from ..support.prompted import fields
from ..support.world import World

LETTERS = "/forum/s/letters"
ABOUT = {"name": "Letters", "purpose": "For letters.", "norms": "", "access": "open"}
ASKED = "Look back together"


def today() -> date:
    return now().date()


def end(world: World, day: date | None, *, slug: str = "letters") -> None:
    with world.request():
        session().execute(update(Space).where(Space.slug == slug).values(last_day=day))


def test_a_goal_and_a_last_day_are_optional(world: World) -> None:
    ana = world.member("Ana")
    world.space("Letters", by=ana)
    browser = world.client(ana)
    assert "Our goal" not in browser.get(LETTERS).text
    goal = "Every letter is <understood> “at once” & 100 %"
    day = today() + timedelta(days=30)
    sent = {**ABOUT, "goal": f" {goal} ", "last_day": day.isoformat()}
    assert browser.post(f"{LETTERS}/edit", data=sent).status_code == 302
    page = browser.get(LETTERS).text
    assert goal in unescape(page)
    assert page.index("For letters.") < page.index("Our goal")
    assert ASKED not in page
    form = browser.get(f"{LETTERS}/edit").text
    assert goal in unescape(form)
    assert f'value="{day.isoformat()}"' in form
    assert browser.post(f"{LETTERS}/edit", data=sent).status_code == 302
    assert browser.post(f"{LETTERS}/edit", data=ABOUT).status_code == 302
    assert "Our goal" not in browser.get(LETTERS).text
    with world.request():
        assert session().scalar(select(func.count()).select_from(LogEntry)) == 2


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("goal", "x" * 201, "Use at most 200 characters"),
        ("last_day", "soon", "Enter today or a later date"),
        ("last_day", "2020-01-01", "Enter today or a later date"),
        ("last_day", "9" * 9_000, "Enter today or a later date"),
    ],
)
def test_what_is_not_valid_is_said(world: World, field: str, value: str, fault: str) -> None:
    ana = world.member("Ana", is_admin=True)
    world.space("Letters", by=ana)
    for path in (f"{LETTERS}/edit", "/forum/-/spaces/new"):
        refused = world.client(ana).post(path, data={**ABOUT, field: value})
        assert refused.status_code == 422
        assert fault in refused.text


def test_a_last_day_that_has_passed_can_stay(world: World) -> None:
    ana = world.member("Ana")
    world.space("Letters", by=ana)
    end(world, date(2026, 1, 31))
    sent = {**ABOUT, "last_day": "2026-01-31", "purpose": "Other"}
    assert world.client(ana).post(f"{LETTERS}/edit", data=sent).status_code == 302
    assert world.scalar(select(Space.last_day)) == date(2026, 1, 31)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_day_is_that_of_who_chooses_it_and_of_who_reads(world: World, zone: str) -> None:
    """It is never the same day in both places, so one of them is not in that of UTC."""
    ana = world.member("Ana", timezone=zone)
    world.space("Letters", by=ana)
    browser, here = world.client(ana), now().astimezone(ZoneInfo(zone)).date()
    before = {**ABOUT, "last_day": f"{here - timedelta(days=1)}"}
    assert browser.post(f"{LETTERS}/edit", data=before).status_code == 422
    for days, asked in ((1, False), (0, True)):
        sent = {**ABOUT, "last_day": f"{here + timedelta(days=days)}"}
        assert browser.post(f"{LETTERS}/edit", data=sent).status_code == 302
        assert (ASKED in browser.get(LETTERS).text) == asked
        answer = browser.post(f"{LETTERS}/closing")
        assert (answer.status_code == 302) == asked


def test_a_space_is_made_with_them(world: World) -> None:
    admin = world.client(world.member("Root", is_admin=True))
    day = today() + timedelta(days=1)
    sent = {**ABOUT, "goal": "Clear letters", "last_day": day.isoformat()}
    assert admin.post("/forum/-/spaces/new", data=sent).status_code == 302
    run = world.app.test_cli_runner()
    options = ["--purpose", "x", "--goal", "Clear forms", "--last-day", day.isoformat()]
    made = run.invoke(args=["forum", "space", "Forms", *options])
    assert made.exit_code == 0, made.output
    past = run.invoke(args=["forum", "space", "Past", *options[:-1], "2020-01-01"])
    assert "Enter today or a later date" in past.output
    with world.app.app_context():
        from forum import Forum

        rest = {"purpose": "x", "goal": "Clear words", "last_day": day}
        Forum().make_space("Words", **rest)  # type: ignore[arg-type]
        world.app.extensions["forum"].db.session.commit()
        found = world.app.extensions["forum"].db.session.execute(
            select(Space.goal, Space.last_day).order_by(Space.id)
        )
        goals = [("Clear letters", day), ("Clear forms", day), ("Clear words", day)]
        assert [tuple(row) for row in found] == goals


def test_the_goal_stands_where_it_is_asked_about(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.space("Forms", by=ana)
    browser = world.client(ana)
    browser.post(f"{LETTERS}/edit", data={**ABOUT, "goal": "Clear letters"})
    goal = "Our goal: “Clear letters”."
    for path, there in (
        (f"/forum/t/{thread}/reflect?prompts=self-check", True),
        ("/forum/-/reflect?space=letters&prompts=self-check", True),
        ("/forum/-/reflect?space=forms&prompts=self-check", False),
        ("/forum/-/reflect?space=letters&prompts=case", False),
    ):
        assert (goal in unescape(browser.get(path).text)) is there, path
    edit = f"{LETTERS}/prompts/self-check/edit"
    assert goal not in unescape(browser.get(edit).text)  # the space's words are without it
    sent = {"title": "Check", "heading1": "Now", "heading2": "Next", "version": "1"}
    assert browser.post(edit, data=sent).status_code == 302
    page = browser.get(f"/forum/t/{thread}/reflect?prompts=self-check").text
    assert goal in unescape(page)
    form = fields(page)
    assert (
        browser.post(f"/forum/t/{thread}/reflect", data={**form, "part1": "x"}).status_code == 302
    )
    assert world.scalar(select(func.count()).where(Post.prompt_set == "self-check")) == 1


@pytest.mark.parametrize("access", ["open", "closed"])
def test_from_the_last_day_on_members_are_asked(
    make_site: Callable[..., World], access: str
) -> None:
    world = make_site(guests_read=True)
    ana, ben, cleo = (world.member(name) for name in ("Ana", "Ben", "Cleo"))
    inside = (ben, cleo) if access == "closed" else ()
    space = world.space("Letters", by=ana, access=access, members_=inside)
    blocked = world.id(cleo)
    with world.request():
        actions.block_member(space.id, blocked, blocked=True)
    for day, there in ((today() + timedelta(days=1), False), (today(), True)):
        end(world, day)
        assert (ASKED in world.client(ben).get(LETTERS).text) is there
        assert ASKED not in world.client(cleo).get(LETTERS).text
        assert ASKED not in world.client().get(LETTERS).text
    end(world, date(2026, 1, 31))
    assert ASKED in world.client(ana).get(LETTERS).text
    with world.request():
        actions.archive_space(space.id, archived=True)
    assert ASKED not in world.client(ana).get(LETTERS).text


def offer(page: str) -> list[str]:
    """Return the addresses that somebody is asked to go to."""
    part = page[page.index(ASKED) :].partition("</section>")[0]
    return [unescape(found) for found in re.findall(r'href="([^"]+)"', part)]


def write(browser: Any, address: str) -> Any:
    form = fields(browser.get(address).text)
    assert form["prompts"] == "closing.1.en"
    sent = {**form, "part1": "Clear letters.", "title": "Our season", "space": "letters"}
    saved = browser.post(address.partition("?")[0], data=sent)
    assert saved.status_code == 302, saved.text
    return saved


def test_they_look_back_in_one_thread_and_are_asked_once(world: World) -> None:
    ana, ben, cleo = (world.client(world.member(name)) for name in ("Ana", "Ben", "Cleo"))
    world.space("Letters", by=world.site.people["1"])
    end(world, today())
    (form,) = offer(ana.get(LETTERS).text)
    assert form == "/forum/-/reflect?space=letters&prompts=closing"
    write(ana, form)
    thread = world.scalar(select(func.max(Thread.id)))
    assert ASKED not in ana.get(LETTERS).text
    form, read = offer(ben.get(LETTERS).text)
    assert form == f"/forum/t/{thread}/reflect?prompts=closing"
    assert ben.get(read, follow_redirects=True).status_code == 200
    write(ben, form)
    assert ASKED not in ben.get(LETTERS).text
    assert offer(cleo.get(LETTERS).text)[1] == read
    for _ in range(2):
        assert cleo.post(f"{LETTERS}/closing").status_code == 302
        assert ASKED not in cleo.get(LETTERS).text
    assert world.scalar(select(func.count(Thread.id))) == 1
    end(world, today() - timedelta(days=1))  # another last day: another season
    assert ASKED in cleo.get(LETTERS).text
    assert ASKED not in ben.get(LETTERS).text  # has written in the thread since
    assert cleo.post("/forum/s/nowhere/closing").status_code == 404


def test_only_an_open_thread_of_this_space_and_season_counts(world: World) -> None:
    ana, ben = (world.client(world.member(name)) for name in ("Ana", "Ben"))
    people = world.site.people
    forms = world.space("Forms", by=people["1"])
    letters = world.space("Letters", by=people["1"])
    end(world, today())
    new = offer(ben.get(LETTERS).text)
    write(ana, new[0])
    thread = world.scalar(select(func.max(Thread.id)))
    assert len(offer(ben.get(LETTERS).text)) == 2
    with world.request():
        moderate.move(thread, space_id=forms.id)
    assert offer(ben.get(LETTERS).text) == new
    with world.request():
        moderate.move(thread, space_id=letters.id)
        moderate.lock_thread(thread, why="Done")
    assert offer(ben.get(LETTERS).text) == new
    with world.request():
        moderate.lock_thread(thread, why=None)
        session().execute(update(Post).values(at=now() - timedelta(days=400)))
    assert offer(ben.get(LETTERS).text) == new


def test_who_is_forgotten_leaves_no_answer(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    world.space("Letters", by=ana)
    end(world, today())
    world.client(ben).post(f"{LETTERS}/closing")
    assert world.scalar(select(func.count()).select_from(ClosingDismissed)) == 1
    from forum.leaving.actions import forget

    with world.request():
        assert forget(ben.id)
    assert world.scalar(select(func.count()).select_from(ClosingDismissed)) == 0


def test_a_space_without_a_last_day_sends_no_statement_for_it(
    world: World, statements: Callable[[], Any]
) -> None:
    ana = world.member("Ana")
    world.space("Letters", by=ana)
    browser = world.client(ana)

    def sent() -> int:
        browser.get(LETTERS)
        with statements() as found:
            browser.get(LETTERS)
        return len(found)

    before = sent()
    end(world, today() + timedelta(days=1))
    assert sent() == before
    end(world, today())
    assert sent() == before + 1


def test_a_second_thread_for_it_is_not_opened_and_the_text_is_kept(world: World) -> None:
    ana, ben = (world.client(world.member(name)) for name in ("Ana", "Ben"))
    world.space("Letters", by=world.site.people["1"])
    end(world, today())
    (form,) = offer(ben.get(LETTERS).text)
    late = {**fields(ben.get(form).text), "part1": "Mine", "title": "Late", "space": "letters"}
    write(ana, form)
    shown = ben.post("/forum/-/reflect", data=late)
    assert shown.status_code == 422
    assert "There is a thread for this now" in shown.text
    assert fields(shown.text)["part1"] == "Mine"
    address = re.search(r'action="(/forum/t/[0-9]+/reflect)"', shown.text)
    assert address
    assert ben.post(address[1], data=fields(shown.text)).status_code == 302
    assert world.scalar(select(func.count(Thread.id))) == 1
    assert world.scalar(select(func.count(Post.id))) == 2
    other = {**late, "prompts": "case.1.en", "form_key": ""}
    assert ben.post("/forum/-/reflect", data=other).status_code == 302  # a thread about a case


def test_two_who_begin_to_look_back_at_once_do_it_in_one_thread(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a lock both would have looked for a thread before either opens one."""
    people = [world.member(name) for name in ("Ana", "Ben")]
    world.space("Letters", by=people[0])
    end(world, today())
    both, closing = threading.Barrier(2, timeout=1), queries.closing

    def found(*asked: Any) -> Any:
        row = closing(*asked)
        with suppress(threading.BrokenBarrierError):
            both.wait()
        return row

    sent = []
    for person in people:
        browser = world.client(person)
        (form,) = offer(browser.get(LETTERS).text)
        data = {**fields(browser.get(form).text), "part1": "Mine", "title": "Late"}
        sent.append((browser, {**data, "space": "letters"}))
    monkeypatch.setattr(queries, "closing", found)
    statuses: list[int] = []

    def send(browser: Any, data: dict[str, str]) -> None:
        statuses.append(browser.post("/forum/-/reflect", data=data).status_code)

    at_once = [threading.Thread(target=send, args=one) for one in sent]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert sorted(statuses) == [302, 422]
    assert world.scalar(select(func.count(Thread.id))) == 1
