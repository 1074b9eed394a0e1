"""Plans to try something: made, changed, dropped, and known to nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, select, update

from forum.attempts.models import Attempt, Plan
from forum.core.database.session import session
from forum.leaving.actions import forget
from forum.threads.models import Post, Thread

from ..support.walk import furnish
from ..support.world import Client, User, World

TOMORROW = str(datetime.now(UTC).date() + timedelta(days=2))
WORDS = "at the zebrafinch counter"


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Ana asks, Ben answers, Cleo plans."""
    return {name: world.member(name) for name in ("Ana", "Ben", "Cleo")}


@pytest.fixture
def answer(world: World, people: dict[str, User]) -> int:
    """An answer by Ben."""
    return world.write(
        world.ask(world.space("Letters", by=people["Ana"]), people["Ana"]), people["Ben"]
    )


def plans(world: World) -> list[tuple[Any, ...]]:
    """Return day and place of every plan."""
    with world.request():
        return [
            tuple(row) for row in session().execute(select(Plan.day, Plan.place).order_by(Plan.id))
        ]


def save(browser: Client, address: str, **fields: str) -> Any:
    return browser.post(address, data={"day": TOMORROW, "place": WORDS, **fields})


def test_a_plan_is_made_changed_and_dropped(
    world: World, people: dict[str, User], answer: int
) -> None:
    browser, here = world.client(people["Cleo"]), f"/forum/p/{answer}/plan"
    page = browser.get(f"/forum/p/{answer}", follow_redirects=True).text
    assert f'href="/forum/p/{answer}/plan">I will try this</a>' in page
    assert "Only you can see this" in browser.get(here).text
    assert save(browser, here).status_code == 302
    assert save(browser, here).status_code == 302  # sent twice
    assert plans(world) == [(date.fromisoformat(TOMORROW), WORDS)]
    page = browser.get(here).text
    assert f'value="{TOMORROW}"' in page
    assert WORDS in page
    assert "Your plan" in page
    assert save(browser, here, day="", place="Later").status_code == 302
    assert plans(world) == [(None, "Later")]
    listing = browser.get("/forum/-/plans").text
    assert "Later" in listing
    assert "no date set" in listing
    assert browser.post(here, data={"drop": "1"}).status_code == 302
    assert plans(world) == []
    assert "No plans yet" in browser.get("/forum/-/plans").text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2020-05-03", "Enter today’s date or a later date"),
        ("3 May", "Enter a date like 2026-06-15"),
        ("9999-12-31", "within the next 2 years"),
        ("0001-01-01", "Enter today’s date or a later date"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    world: World, people: dict[str, User], answer: int, day: str, words: str
) -> None:
    answered = save(world.client(people["Cleo"]), f"/forum/p/{answer}/plan", day=day)
    assert answered.status_code == 422
    assert words in answered.text
    assert WORDS in answered.text
    assert f'value="{day}"' in answered.text
    assert plans(world) == []


def test_today_is_not_past_where_its_owner_is(
    world: World, people: dict[str, User], answer: int
) -> None:
    here = f"/forum/p/{answer}/plan"
    browser = world.client(people["Cleo"])
    for zone in ("Pacific/Auckland", "America/Lima"):
        world.site.people[people["Cleo"].id] = replace(people["Cleo"], timezone=zone)
        their_day = datetime.now(ZoneInfo(zone)).date()
        assert save(browser, here, day=str(their_day)).status_code == 302
        for _ in range(3):  # opened and saved again it stays the same date
            shown = re.search(r'name="day"[^>]*value="([^"]+)"', browser.get(here).text)
            assert shown
            assert shown[1] == str(their_day)
            assert save(browser, here, day=shown[1]).status_code == 302
    assert save(browser, here, day=str(their_day - timedelta(days=1))).status_code == 422


def test_what_cannot_be_tried_cannot_be_planned(
    world: World, people: dict[str, User], answer: int
) -> None:
    here = f"/forum/p/{answer}/plan"
    assert world.client(people["Ben"]).get(here).status_code == 403  # his own
    assert save(world.client(people["Ben"]), here).status_code == 403
    assert world.client().get(here).status_code == 401
    circle = world.space("Circle", by=people["Ana"], access="closed")
    hidden = world.write(world.ask(circle, people["Ana"]), people["Ana"])
    browser = world.client(people["Cleo"])
    assert browser.get(f"/forum/p/{hidden}/plan").status_code == 404
    assert save(browser, f"/forum/p/{hidden}/plan").status_code == 404
    assert plans(world) == []


def test_nobody_else_learns_of_it(world: World, people: dict[str, User], answer: int) -> None:
    admin = world.member("Ada", is_admin=True)
    assert save(world.client(people["Cleo"]), f"/forum/p/{answer}/plan").status_code == 302
    (plan_id,) = (world.scalar(select(Plan.id)),)
    handle = "cleo"
    for other in (people["Ana"], people["Ben"], admin):
        browser = world.client(other)
        for address in (
            f"/forum/p/{answer}",
            f"/forum/p/{answer}/plan",
            "/forum/-/plans",
            "/forum/-/for-you",
            f"/forum/m/{handle}",
            "/forum/-/search?q=zebrafinch",
            "/forum/",
        ):
            page = browser.get(address, follow_redirects=True)
            assert "at the zebrafinch" not in page.text, (other.name, address)
        assert browser.post(f"/forum/-/plans/{plan_id}").status_code == 302
        assert browser.post(f"/forum/p/{answer}/plan", data={"drop": "1"}).status_code == 302
    assert len(plans(world)) == 1
    own = world.client(people["Cleo"]).get("/forum/-/plans")
    assert WORDS in own.text
    assert own.headers["Cache-Control"] == "private, no-store"


def test_telling_how_it_went_ends_the_plan(
    world: World, people: dict[str, User], answer: int
) -> None:
    save(world.client(people["Cleo"]), f"/forum/p/{answer}/plan")
    save(world.client(people["Ana"]), f"/forum/p/{answer}/plan")
    world.tell(people["Cleo"], post_id=answer)
    assert world.scalar(select(Plan.member_id)) == world.id(people["Ana"])


@pytest.mark.parametrize("what", ["page", "host page", "post of a discussion"])
def test_whatever_can_be_tried_can_be_planned(
    world: World, people: dict[str, User], what: str
) -> None:
    browser, ana = world.client(people["Cleo"]), people["Ana"]
    space = world.space("Pages", by=ana)
    if what == "page":
        made = furnish(
            world, space, ana, people["Ben"], say="plain {}".format, tag="t", word="blue"
        )
        address = f"/forum/a/{made.artefact}"
        with world.request():
            session().execute(delete(Plan))
    thread = world.discuss(space, ana)
    if what == "host page":
        with world.request():
            values = {"anchor_key": "policy:1", "anchor_title": "Leave", "anchor_url": "/p/1"}
            session().execute(update(Thread).where(Thread.id == thread).values(values))
        address = f"/forum/t/{thread}"
    elif what == "post of a discussion":
        address = f"/forum/p/{world.scalar(select(Post.id).where(Post.thread_id == thread))}"
    assert save(browser, f"{address}/plan").status_code == 302
    assert len(plans(world)) == 1


def test_forgotten_with_its_owner(world: World, people: dict[str, User], answer: int) -> None:
    save(world.client(people["Cleo"]), f"/forum/p/{answer}/plan")
    save(world.client(people["Ana"]), f"/forum/p/{answer}/plan", place="Mine")
    with world.request():
        assert forget(people["Cleo"].id)
    assert [place for _, place in plans(world)] == ["Mine"]
    assert world.scalar(select(func.count(Attempt.id))) == 0
    assert world.scalar(select(func.count(Thread.id))) == 1


def test_a_host_can_leave_plans_out(make_site: Callable[..., World]) -> None:
    world = make_site(without=("plans",))
    ana, ben = world.member("Ana"), world.member("Ben")
    post = world.write(world.ask(world.space("Letters", by=ana), ana), ben)
    browser = world.client(ana)
    for address in (f"/forum/p/{post}/plan", "/forum/-/plans"):
        assert browser.get(address).status_code == 404
    for address in (f"/forum/p/{post}", "/forum/-/for-you", "/forum/-/for-you/kinds"):
        page = browser.get(address, follow_redirects=True).text
        assert "/plan" not in page
        assert "planned" not in page
    assert browser.get(f"/forum/p/{post}/tried").status_code == 200
