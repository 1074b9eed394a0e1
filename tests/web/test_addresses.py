"""Addresses that cannot name anything are answered like those that name nothing."""

from __future__ import annotations

import pytest

from ..support.world import World

IMPOSSIBLE = (
    "/forum/p/99999999999999999999",
    "/forum/t/2147483648",
    "/forum/t/99999999999999999999/reply",
    "/forum/a/99999999999999999999",
    "/forum/-/tags/a%00b",
    "/forum/s/a%00b",
    "/forum/m/a%00b",
    "/forum/-/library?tag=a%00b",
    "/forum/-/search?q=a%00b",
)


@pytest.mark.parametrize("address", IMPOSSIBLE)
def test_an_invalid_address_is_not_found(world: World, address: str) -> None:
    ana = world.member("Ana")
    assert world.client(ana).get(address).status_code == 404
    assert world.client().get(address).status_code == 401


def test_guests_who_may_read_nothing_are_asked_to_sign_in_on_every_page(world: World) -> None:
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana)
    for address in ("/forum/", "/forum/s/letters", "/forum/t/1", "/forum/-/search?q=a"):
        assert world.client().get(address).text == "Please sign in"
    assert world.client().get("/forum/_forum/forum.css").status_code == 200
