"""Names in a search: people, spaces and tags above the hits, and operators that are wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from forum.core.web.i18n import number_in, translate_n
from forum.members import actions as members
from forum.members.host import person_of
from forum.search.kinds import KIND_NAMES, STATES

from ..support.world import User, World
from .pages import facets, hits, look, total


def above(page: str) -> list[str]:
    """Return the names above the hits, in order."""
    found = re.search(r'<nav [^>]*aria-label="People, spaces and tags">(.*?)</nav>', page, re.S)
    return re.findall(r"<a [^>]*>([^<]+)</a>", found[1]) if found else []


def faults(page: str) -> list[str]:
    """Return what is said below the box, without tags."""
    found = re.search(r'id="q-wrong"[^>]*>(.*?)</div>', page, re.S)
    said = re.findall(r'<p class="fx-(?:wrong|seen)">(.*?)</p>', found[1], re.S) if found else []
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in said]


def offered(page: str) -> list[str]:
    """Return the searches that are offered below the box."""
    found = re.search(r'id="q-wrong"[^>]*>(.*?)</div>', page, re.S)
    addresses = re.findall(r'class="fx-link" href="([^"]+)"', found[1]) if found else []
    return [parse_qs(urlsplit(unescape(address)).query)["q"][0] for address in addresses]


@pytest.fixture
def town(world: World) -> tuple[World, User, User]:
    """Ana reads everything; Ben does not read the Circle, nor what Dora and Silvana wrote there."""
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    for name in ("Tomasz Nowak", "Élodie Łącka", "Ana Silva", "ana SILVA"):
        world.discuss(letters, world.member(name), "Blue", tags=("first take",))
    world.member("Silvio Bare")  # has written nothing
    circle = world.space("Circle of Silvers", by=ana, access="closed")
    writer = world.member("Silvana Dora")
    world.discuss(circle, writer, "Secret", tags=("silver", "first"))
    return world, ana, ben


FIT: list[tuple[str, list[str]]] = [
    ("nowak", ["Tomasz Nowak"]),
    ("Tomasz now", ["Tomasz Nowak"]),
    ("nowak tomasz", ["Tomasz Nowak"]),
    ("lacka", ["Élodie Łącka"]),
    ("ÉLODIE", ["Élodie Łącka"]),
    ("silva", ["Ana Silva", "ana SILVA"]),
    ("first take letters", ["Letters", "first take"]),
    ("let", ["Letters"]),
    ("le", []),
    ("silver", []),
    ("circle", []),
    ("dora", []),
    ("silvio", []),
    ("first", []),
    ("nowak in:letters", []),
    ("nowak -blue", []),
    ("one two three four five nowak", []),
]
"""Words, and the names above what Ben finds with them."""


@pytest.mark.sites("sqlite", "postgres")
def test_names_that_fit_stand_above_the_hits(town: tuple[World, User, User]) -> None:
    world, _, ben = town
    for typed, names in FIT:
        assert above(look(world, ben, typed)) == names, typed


@pytest.mark.sites("sqlite", "postgres")
def test_whoever_may_read_finds_more_names(town: tuple[World, User, User]) -> None:
    world, ana, _ = town
    assert above(look(world, ana, "silver")) == ["Circle of Silvers", "silver"]
    assert above(look(world, ana, "dora")) == ["Silvana Dora"]
    assert above(look(world, ana, "first")) == ["first"]
    page = look(world, ana, "nowak")
    assert 'href="/forum/m/tomasz.nowak"' in page
    assert "No results" in page
    for narrowed in ({"page": 2}, {"space": "letters"}, {"kind": "question"}, {"thread": 1}):
        assert above(look(world, ana, "nowak", **narrowed)) == []


OUTSIDE = (
    "silvana",
    "dora",
    "silver",
    "in:circle",
    "in:circle-of-silvers",
    'in:"circle of silvers"',
)
OUTSIDE += ("author:dora", 'author:"Silvana Dora"', "author:@silvana.dora", "tag:silver")


@pytest.mark.parametrize("who", ["Ben", "Ada", "guest"])
def test_what_is_out_of_sight_reads_as_what_is_not_there(
    make_site: Callable[..., World], who: str
) -> None:
    world = make_site(guests_read=True)
    ana, dora = world.member("Ana"), world.member("Silvana Dora")
    seeing = {"Ben": world.member("Ben"), "Ada": world.member("Ada", is_admin=True)}.get(who)
    world.discuss(world.space("Letters", by=ana), ana, "Blue")
    before = [look(world, seeing, f"blue {typed}") for typed in OUTSIDE]
    circle = world.space("Circle of Silvers", by=ana, access="closed", members_=(dora,))
    world.discuss(circle, dora, "Blue silver", tags=("silver", "dora"))
    after = [look(world, seeing, f"blue {typed}") for typed in OUTSIDE]
    assert after == before
    assert all(total(page) == 1 for page in after)


WRONG: list[tuple[str, str, list[str]]] = [
    ("is:foo", f"Left out: is:foo. Use one of: {', '.join(STATES)}.", []),
    ("kind:banana", f"Left out: kind:banana. Use one of: {', '.join(KIND_NAMES)}.", []),
    (
        "before:yesterday",
        "Left out: before:yesterday. Use a year, a month or a day, like 2026, 2026-06 or "
        "2026-06-15.",
        [],
    ),
    ("author:", "Left out: author:. Write the value right after the colon, like author:ana.", []),
    ("-in:letters", "Left out: -in:letters. A minus can only stand before a word or a phrase.", []),
    (
        "in:leters",
        "Left out: in:leters. You can read no space of this name. You can search in: Letters",
        ["blue in:letters"],
    ),
    ("tag:old", "Left out: tag:old. Nothing you can read has this tag.", []),
    (
        "author:nowak",
        "Left out: author:nowak. Nobody whose posts you can read has this name. Did you mean: "
        "Tomasz Nowak",
        ["blue author:@tomasz.nowak"],
    ),
    (
        'author:"Tomas Nowak"',
        'Left out: author:"Tomas Nowak". Nobody whose posts you can read has this name. '
        "Did you mean: Tomasz Nowak",
        ["blue author:@tomasz.nowak"],
    ),
    (
        "autor:ana",
        "Searched for as words: autor:ana. Did you mean: author:ana",
        ["blue author:ana"],
    ),
]
"""What is typed after a word, what is said of it, and what may be searched for instead."""


def test_what_is_wrong_is_named_and_the_rest_is_answered(town: tuple[World, User, User]) -> None:
    world, _, ben = town
    for typed, said, instead in WRONG:
        page = look(world, ben, f"blue {typed}")
        assert (faults(page), offered(page)) == ([said], instead)
        assert len(hits(page)) == 4, typed
        assert faults(look(world, ben, typed)) == [said]


@pytest.mark.sites("sqlite")
def test_faults_are_named_in_the_order_in_which_they_stand(town: tuple[World, User, User]) -> None:
    world, _, ben = town
    page = look(world, ben, "blue in:x author:y is:foo author:")
    named = [said.split(". ")[0] for said in faults(page)]
    assert named == [f"Left out: {part}" for part in ("in:x", "author:y", "is:foo", "author:")]


def test_an_author_that_is_several_people_offers_each(town: tuple[World, User, User]) -> None:
    world, _, ben = town
    page = look(world, ben, 'blue author:"Ána silva"')
    assert total(page) == 2
    (said,) = faults(page)
    assert said.startswith('More than one person: author:"Ána silva". Choose one: Ana Silva, ana')
    assert offered(page) == ["blue author:@ana.silva", "blue author:@ana.silva2"]
    for one in offered(page):
        chosen = look(world, ben, one)
        assert (total(chosen), faults(chosen)) == (1, [])


@pytest.mark.sites("sqlite", "postgres")
def test_a_handle_of_before_is_still_an_author(world: World) -> None:
    ana, old = world.member("Ana"), world.member("Old Name")
    world.discuss(world.space("Letters", by=ana), old, "Blue")
    old.name = "New Name"
    with world.request():
        members.refresh_member(person_of(old))
    for name in ("author:old.name", "author:@old.name", "author:new.name", 'author:"new name"'):
        assert (total(look(world, ana, name)), faults(look(world, ana, name))) == (1, []), name
    assert faults(look(world, ana, 'blue author:"Old Name"'))


def test_counts_are_written_with_separators() -> None:
    assert translate_n("en", "%(n)d post", "%(n)d posts", 1_234_567) == "1,234,567 posts"
    longest = translate_n("en", "%(n)d of %(most)d", "%(n)d of %(most)d", 2, most=32_000)
    assert longest == "2 of 32,000"
    assert number_in("en", 999) == "999"


def test_the_box_of_a_thread_and_of_a_space_searches_there(town: tuple[World, User, User]) -> None:
    world, ana, ben = town
    thread = world.discuss(world.space("Calls", by=ana), ana, "Green calls")
    browser = world.client(ben)
    inside, space = (
        browser.get(f"/forum/t/{thread}-green-calls").text,
        browser.get("/forum/s/calls").text,
    )
    for page, name, value, label in (
        (inside, "thread", thread, "Search this thread"),
        (space, "space", "calls", "Search this space"),
    ):
        assert f'placeholder="{label}"' in page
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
    assert 'name="thread"' not in browser.get("/forum/").text
    for scope, said in (
        ({"thread": thread}, "In the thread:"),
        ({"space": "calls"}, "In the space:"),
    ):
        for words, found in (("green", 1), ("blue", 0), ("zebra", 0)):
            page = look(world, ben, words, **scope)
            assert total(page) == found
            assert said in page
            assert f'href="/forum/-/search?q={words}">Search everything</a>' in page
            assert page.count('type="search"') == 1
    for hidden in ({"thread": 2_000_000}, {"space": "nowhere"}, {"space": "circle-of-silvers"}):
        page = look(world, ben, "zebra", **hidden)
        assert "Search everything</a>" in page
        assert "Silvers" not in page


@pytest.mark.sites("sqlite")
def test_the_title_of_the_page_is_the_search(town: tuple[World, User, User]) -> None:
    world, _, ben = town
    titles = {
        "": "Search",
        "blue": "blue: 4 results",
        "zebra": "zebra: 0 results",
        "is:foo": "is:foo",
    }
    for typed, title in titles.items():
        assert f"<title>{title} · " in look(world, ben, typed)


def test_facets_name_no_space_out_of_sight(town: tuple[World, User, User]) -> None:
    world, ana, ben = town
    assert "Circle of Silvers" in facets(look(world, ana, "kind:discussion"))
    assert "Circle of Silvers" not in facets(look(world, ben, "kind:discussion"))
