"""For those who cannot read a closed space, the search shows no trace of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, update

from forum.artefacts import queries as artefacts
from forum.artefacts.actions import visibility
from forum.core.database.outbox import Outbox, record_changes
from forum.core.database.session import session
from forum.core.index.home import in_database
from forum.core.index.postgres.models import SearchDocument
from forum.members.viewer import GUEST
from forum.moderation.actions import moderate
from forum.spaces import actions as spaces

from ..support.world import User, World
from .pages import add, facets, hits, look, total

SEARCHES = (
    "canary",
    "canaries",
    "canar",
    "cana",
    '"canary sings"',
    "author:dora",
    "tag:canary",
    "in:circle",
    "canary kind:question",
    "is:unanswered",
    "after:2000",
    "sings -nothing",
    "-nothing",
    "letters",
    "Secret",
    "author:dora tag:canary in:circle",
    "kind:reflection",
    'in:"Circle"',
    'author:"Dora" sings',
)


@dataclass
class House:
    world: World
    ana: User
    ben: User
    dora: User
    circle: object
    open: object
    secret: int = 0


@pytest.fixture
def house(world: World) -> House:
    """An open space, and one that only Ana and Dora are in."""
    ana, ben, dora = (world.member(name) for name in ("Ana", "Ben", "Dora"))
    world.member("Ada", is_admin=True)
    letters = world.space("Letters", by=ana)
    circle = world.space("Circle", by=ana, access="closed", members_=(dora,))
    world.ask(letters, ana, "Open letters")
    return House(world, ana, ben, dora, circle, letters)


def fill(house: House) -> None:
    world = house.world
    house.secret = world.ask(
        house.circle, house.dora, "Secret canary letters", "A canary sings.", tags=("canary",)
    )
    world.write(house.secret, house.dora, "The canary again.", reflection=True)


def masked(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


@pytest.mark.parametrize("who", ["Ben", "Ada", "guest"])
def test_pages_are_the_same_with_and_without_a_closed_space(
    make_site: Callable[..., World], who: str
) -> None:
    world = make_site(guests_read=True)
    ana, dora = world.member("Ana"), world.member("Dora")
    seeing = {"Ben": world.member("Ben"), "Ada": world.member("Ada", is_admin=True)}.get(who)
    letters = world.space("Letters", by=ana)
    circle = world.space("Circle", by=ana, access="closed", members_=(dora,))
    world.ask(letters, ana, "Open letters")
    house = House(world, ana, ana, dora, circle, letters)
    before = [masked(look(world, seeing, q)) for q in SEARCHES]
    alike = world.client(seeing).get("/forum/-/similar?title=Secret canary lett").json
    fill(house)
    assert [masked(look(world, seeing, q)) for q in SEARCHES] == before
    assert world.client(seeing).get("/forum/-/similar?title=Secret canary lett").json == alike
    narrowed = {"space": "circle", "year": "2026", "state": "unanswered"}
    for name, value in narrowed.items():
        page = look(world, seeing, "canary", **{name: value})
        assert total(page) == 0
        assert "Circle" not in page
        assert "Secret" not in page


def test_members_of_the_space_find_it(house: House) -> None:
    fill(house)
    page = look(house.world, house.dora, "canary")
    assert total(page) == 2
    assert facets(page)["Circle"] == 2
    found = house.world.client(house.dora).get("/forum/-/similar?title=Secret canary").json
    assert [thread["title"] for thread in found["threads"]] == ["Secret canary letters"]


def test_a_dismissed_member_finds_nothing_any_more(house: House) -> None:
    fill(house)
    dora = house.world.id(house.dora)
    with house.world.request():
        spaces.remove_member(house.circle.id, dora)
    for q in SEARCHES:
        page = look(house.world, house.dora, q)
        assert not [hit for hit in hits(page) if f"/t/{house.secret}-" in hit]
        assert "Secret canary" not in page
        assert "Circle" not in facets(page)


def turn(house: House, space: object, access: str) -> None:
    with house.world.request():
        spaces.describe_space(space.id, name=space.name, purpose="", norms="", access=access)


@pytest.fixture
def slow(make_site: Callable[..., World]) -> House:
    """The house on a site where nothing is indexed until ``work`` is run."""
    world = make_site(drain="worker")
    ana, ben, dora = (world.member(name) for name in ("Ana", "Ben", "Dora"))
    letters = world.space("Letters", by=ana)
    circle = world.space("Circle", by=ana, access="closed", members_=(dora,))
    world.ask(letters, ana, "Open letters")
    return House(world, ana, ben, dora, circle, letters)


def work(house: House) -> None:
    result = house.world.app.test_cli_runner().invoke(args=["forum", "work", "--once"])
    assert result.exit_code == 0, result.output


def test_posts_of_a_space_that_is_closed_are_gone_at_once(slow: House) -> None:
    work(slow)
    assert total(look(slow.world, slow.ben, "letters")) == 1
    turn(slow, slow.open, "closed")
    assert total(look(slow.world, slow.ben, "letters")) == 0
    assert total(look(slow.world, slow.ben, "kind:question")) == 0
    work(slow)
    assert total(look(slow.world, slow.ben, "letters")) == 0
    assert total(look(slow.world, slow.ana, "letters")) == 1


def test_posts_of_a_space_that_is_opened_are_found_after_a_while(slow: House) -> None:
    fill(slow)
    work(slow)
    turn(slow, slow.circle, "open")
    with slow.world.app.app_context():
        at_once = in_database()
    assert total(look(slow.world, slow.ben, "canary")) == (2 if at_once else 0)
    work(slow)
    assert total(look(slow.world, slow.ben, "canary")) == 2


def test_a_thread_moved_to_a_closed_space_is_gone_at_once(slow: House) -> None:
    thread = slow.world.ask(slow.open, slow.dora, "A canary")
    work(slow)
    assert total(look(slow.world, slow.ben, "canary")) == 1
    with slow.world.request():
        moderate.move(thread, space_id=slow.circle.id)
    assert total(look(slow.world, slow.ben, "canary")) == 0
    work(slow)
    assert total(look(slow.world, slow.ben, "canary")) == 0
    assert total(look(slow.world, slow.dora, "canary")) == 1


def test_a_post_that_is_hidden_is_not_counted_at_once(slow: House) -> None:
    from forum.threads import queries

    thread = slow.world.ask(slow.open, slow.dora, "Birds")
    slow.world.write(thread, slow.dora, "A canary")
    work(slow)
    with slow.world.request():
        post = queries.post_by_number(GUEST, thread, 2)
        assert post
        moderate.hide(post.id, why="Names")
    assert total(look(slow.world, slow.ben, "canary")) == 0


def test_a_page_that_is_hidden_or_withdrawn_is_not_counted_at_once(slow: House) -> None:
    pages = []
    for title in ("One", "Two", "Three"):
        pages.append(add(slow.world, slow.open, slow.dora, f"{title} zebra"))
    work(slow)
    page = look(slow.world, slow.ben, "zebra")
    assert (total(page), facets(page)["Library"]) == (3, 3)
    with slow.world.request():
        visibility.hide(pages[0], why="Names", thread_title="A page")
        row = artefacts.artefact(slow.world.viewer(slow.dora), pages[1])
        assert row
        visibility.withdraw(row, thread_title="A page")
    for who in (slow.ben, slow.dora):
        page = look(slow.world, who, "zebra")
        assert (total(page), facets(page)["Library"]) == (1, 1)
    with slow.world.request():
        visibility.restore(pages[0])
    work(slow)
    assert total(look(slow.world, slow.ben, "zebra")) == 2


def test_a_wrong_index_still_shows_nothing(slow: House) -> None:
    """Even if a change is lost, the rows of hidden posts are not read."""
    work(slow)
    turn(slow, slow.open, "closed")
    with slow.world.request():
        session().execute(delete(Outbox))
        session().execute(update(SearchDocument).values(scope="open"))
    page = look(slow.world, slow.ben, "letters")
    assert hits(page) == []
    assert "Open letters" not in page
    with slow.world.request():
        record_changes(session(), kind="space", ids=[slow.open.id])
    work(slow)
    assert total(look(slow.world, slow.ben, "letters")) == 0
