"""The first page of an empty forum."""

from __future__ import annotations

from collections.abc import Callable

from ..support.world import World


def test_an_administrator_is_asked_to_create_a_space(world: World) -> None:
    shown = world.client(world.member("Ada", is_admin=True)).get("/forum/").text
    assert "Start with one space" in shown
    assert "/-/spaces/new" in shown


def test_nobody_is_asked_to_do_what_they_may_not_do(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    before = world.client(ben).get("/forum/").text
    assert "The administrators of this site create spaces" in before
    assert "/-/spaces/new" not in before
    world.space("Letters", by=ana)
    assert "Start with one honest question" in world.client(ben).get("/forum/").text


def test_readers_who_may_not_write_are_not_invited_to_ask(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True, can=lambda viewer, act, thing: False)
    world.space("Letters", by=world.member("Ana"))
    for browser in (world.client(), world.client(world.member("Ben"))):
        shown = browser.get("/forum/").text
        assert "Questions and discussions are listed here" in shown
        assert "honest question" not in shown
        assert "/-/ask" not in shown
