"""A slash too many in an address, or a dash at its end, leads to the page without it.

Siblings: one and more, at the end, after the mount and in the middle; with a slug, with a query;
pages of every room; what looks like the name of another site.
"""

from __future__ import annotations

import pytest

from ..support.world import World


@pytest.fixture
def ana(world: World) -> object:
    """Ana's browser, in a forum with a thread of hers."""
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana, "A title")
    return world.client(ana)


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/forum/t/1/", "/forum/t/1"),
        ("/forum/t/1-", "/forum/t/1"),
        ("/forum/t/1-/", "/forum/t/1"),
        ("/forum/t/1-a-title/", "/forum/t/1-a-title"),
        ("/forum/t/1-a-title/?page=2&x=%C3%A9", "/forum/t/1-a-title?page=2&x=%C3%A9"),
        ("/forum/t/1/reply/", "/forum/t/1/reply"),
        ("/forum/p/1//", "/forum/p/1"),
        ("/forum/s/letters/", "/forum/s/letters"),
        ("/forum/m/ana/", "/forum/m/ana"),
        ("/forum/-/search/?q=a", "/forum/-/search?q=a"),
        ("/forum/-/library/", "/forum/-/library"),
        ("/forum/-/tags/two%20words/", "/forum/-/tags/two%20words"),
        ("/forum/t/99/", "/forum/t/99"),
        ("/forum/t//1", "/forum/t/1"),
        ("/forum/t//1//reply?quote=1", "/forum/t/1/reply?quote=1"),
        ("/forum/-//search?q=a", "/forum/-/search?q=a"),
        ("/forum//s//letters//", "/forum/s/letters"),
        ("/forum/-/journal//new/", "/forum/-/journal/new"),
    ],
)
def test_it_leads_to_the_page(ana: object, address: str, leads_to: str) -> None:
    answer = ana.get(address)  # type: ignore[attr-defined]
    while answer.status_code == 308 and answer.location != leads_to:
        answer = ana.get(answer.location)  # type: ignore[attr-defined]
    assert (answer.status_code, answer.location) == (308, leads_to)


@pytest.mark.parametrize(
    "address",
    [
        "/forum/nowhere/",
        "/forum/t/x/",
        "/forum/t/",
        "/forum/-/",
        "/forum/x//evil.example/",
        "/forum/x//evil.example/t/1",
    ],
)
def test_what_has_no_page_is_not_found(ana: object, address: str) -> None:
    answer = ana.get(address)  # type: ignore[attr-defined]
    assert answer.status_code == 404


def test_a_form_is_never_sent_elsewhere(ana: object) -> None:
    answer = ana.post("/forum/t/1/reply/", data={"text": "So did I"})  # type: ignore[attr-defined]
    assert answer.status_code in (404, 405)
    assert answer.location is None
