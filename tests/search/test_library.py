"""Pages of the library in the search: their kinds and states, what is said of them, comments."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from forum.artefacts import actions as artefacts
from forum.artefacts.actions.sources import take_in
from forum.artefacts.details import Details
from forum.artefacts.rows import PageFacts
from forum.core.database.session import session
from forum.texts.actions import compose

from ..support.sites import kinds_in
from ..support.world import User, World
from .pages import add, facets, hits, look, total

pytestmark = pytest.mark.sites(*kinds_in("search"))


@pytest.fixture
def ana(world: World) -> User:
    return world.member("Ana")


@pytest.fixture
def letters(world: World, ana: User) -> Any:
    return world.space("Letters", by=ana)


def above(page: str) -> list[list[str]]:
    """Return what stands above each hit: its kind, and what became of it."""
    each = re.findall(r'<p class="fx-meta fx-states">(.*?)</p>', page, re.S)
    return [
        [unescape(re.sub(r"<svg.*?</svg>|<[^>]+>", "", state, flags=re.S)) for state in states]
        for states in (
            re.findall(r'<span class="fx-state[^"]*">(.*?)</span>', one, re.S) for one in each
        )
    ]


def test_each_kind_of_page_is_a_kind_and_all_are_the_library(
    world: World, ana: User, letters: Any
) -> None:
    world.ask(letters, ana, "Blue letters?")
    for kind in ("summary", "document", "template", "recording", "story", "link"):
        add(world, letters, ana, f"A blue {kind}", kind)
    page = look(world, ana, "blue")
    counted = facets(page)
    assert (counted["Questions"], counted["Library"], "Story" in counted) == (1, 6, False)
    assert total(look(world, ana, "blue kind:story")) == 1
    assert total(look(world, ana, "blue kind:stories kind:question")) == 2
    assert total(look(world, ana, "blue kind:library")) == 6
    narrowed = look(world, ana, "blue", kind="artefact")
    assert total(narrowed) == 6
    assert {name: facets(narrowed)[name] for name in ("Library", "Story", "Link")} == {
        "Library": 6,
        "Story": 1,
        "Link": 1,
    }
    assert total(look(world, ana, "blue", kind="template")) == 1


def test_a_hit_says_its_kind_and_state_and_states_are_searched(
    world: World, ana: User, letters: Any
) -> None:
    old = add(world, letters, ana, "Old blue", state="settled")
    add(world, letters, ana, "Asked blue", state="comment", until="2099-01-01")
    new = add(world, letters, ana, "New blue", state="settled")
    add(world, letters, ana, "Begun blue")
    author = world.id(ana)
    with world.request():
        artefacts.revise(
            old,
            revision=1,
            editor_id=author,
            kind="summary",
            title="Old blue",
            tags=(),
            text=compose("The blue letter of last spring."),
            details=Details(state="settled", replaced_by=str(new)),
        )
    page = look(world, ana, "blue")
    assert sorted(above(page)) == [
        ["Story", "Draft"],
        ["Story", "Open for comment"],
        ["Story", "Settled"],
        ["Summary", "Replaced by “New blue”"],
    ]
    assert hits(page)[0] == f"/a/{new}-new-blue"
    assert hits(page)[-1] == f"/a/{old}-old-blue"
    assert hits(look(world, ana, "blue is:settled")) == [f"/a/{new}-new-blue"]
    assert hits(look(world, ana, "blue is:replaced")) == [f"/a/{old}-old-blue"]
    assert total(look(world, ana, "blue is:open")) == 1
    assert total(look(world, ana, "blue is:draft")) == 1
    assert "Nothing can be both." in look(world, ana, "is:draft is:settled blue")


def test_a_successor_in_a_closed_space_has_no_name(world: World, ana: User, letters: Any) -> None:
    ben = world.member("Ben")
    closed = world.space("Circle", by=ana, access="closed")
    new = add(world, closed, ana, "Secret blue", state="settled")
    old = add(world, letters, ana, "Old blue", state="settled", replaced_by=str(new))
    page = look(world, ben, "blue")
    assert (hits(page), above(page)) == ([f"/a/{old}-old-blue"], [["Story", "Replaced"]])
    assert ["Story", "Replaced by “Secret blue”"] in above(look(world, ana, "blue"))


def test_what_a_page_is_and_for_whom_is_found_and_shown(
    world: World, ana: User, letters: Any
) -> None:
    add(world, letters, ana, "Old blue", about="For <clerks> who answer refusals.")
    page = look(world, ana, "clerks")
    assert total(page) == 1
    assert "For &lt;<mark>clerks</mark>&gt; who answer refusals." in page


def test_comments_are_a_kind_of_their_own(world: World, ana: User, letters: Any) -> None:
    page = add(world, letters, ana, "How to write")
    assert comment(world, ana, page, "Green ink, please.")
    assert comment(world, ana, page, "Rather green pencils.")
    found = look(world, ana, "green kind:comment")
    assert (total(found), facets(found)["Comments"]) == (2, 2)
    assert above(found)[0][0] == "Comment"
    assert total(look(world, ana, "green kind:discussion")) == 0


def comment(world: World, by: User, page: int, text: str) -> bool:
    sent = world.client(by).post(
        f"{world.home}/a/{page}/comment", data={"form_key": str(uuid4()), "text": text}
    )
    return bool(sent.status_code == 302)


def test_a_page_names_related_pages_that_its_reader_may_read(
    world: World, ana: User, letters: Any
) -> None:
    ben = world.member("Ben")
    closed = world.space("Circle", by=ana, access="closed")
    own = add(world, letters, ana, "Refusal letters")
    add(world, letters, ana, "Parking permits")
    add(world, letters, ana, "Refusal letters in plain words")
    add(world, closed, ana, "Refusal letters, secret")
    seen = world.client(ben).get(f"{world.home}/a/{own}", follow_redirects=True).text
    foot = seen.split("Related pages</h2>")[1]
    assert "in plain words" in foot
    assert "secret" not in foot
    assert "Parking" not in foot
    mine = world.client(ana).get(f"{world.home}/a/{own}", follow_redirects=True).text
    assert "Refusal letters, secret" in mine.split("Related pages</h2>")[1]


def made_from_one_thread(world: World, library: Any, by: User, place: Any) -> str:
    """Add two pages to a library, made from a thread in a *place*; return the address of one."""
    thread = world.discuss(place, by, "What we saw")
    post = world.write(thread, by, "Seen.")
    both = [add(world, library, by, title) for title in ("One thing", "Quite another")]
    author = world.id(by)
    with world.request():
        for page in both:
            take_in(PageFacts(page, library.id, author, author, 1), [(thread, post)])
        session().commit()
    return f"{world.home}/a/{both[0]}"


def test_pages_made_from_the_same_thread_are_related_first(
    world: World, ana: User, letters: Any
) -> None:
    address = made_from_one_thread(world, letters, ana, letters)
    page = world.client(ana).get(address, follow_redirects=True).text
    assert "Quite another" in page.split("Related pages</h2>")[1]


def test_what_a_reader_does_not_read_makes_no_pages_related(
    world: World, ana: User, letters: Any
) -> None:
    ben = world.member("Ben")
    closed = world.space("Circle", by=ana, access="closed")
    address = made_from_one_thread(world, letters, ana, closed)
    assert "Quite another" in world.client(ana).get(address, follow_redirects=True).text
    assert "Quite another" not in world.client(ben).get(address, follow_redirects=True).text


def test_a_page_whose_last_day_for_comments_is_over_is_not_open(
    world: World, ana: User, letters: Any
) -> None:
    add(world, letters, ana, "Asked blue", state="comment", until="2020-01-01")
    assert above(look(world, ana, "blue")) == [["Story", "Comments closed"]]
    assert total(look(world, ana, "blue is:open")) == 0


def test_a_page_comes_before_the_comments_on_it(world: World, ana: User, letters: Any) -> None:
    page = add(world, letters, ana, "Refusal letters")
    assert comment(world, ana, page, "Refusal letters, refusal letters, refusal letters.")
    found = look(world, ana, "refusal letters")
    assert hits(found)[0] == f"/a/{page}-refusal-letters"
    assert "Ana in “Refusal letters”" in unescape(found)
