"""The first page of a forum in which nothing is yet."""

from __future__ import annotations

from collections.abc import Callable

from ..world import World


def test_whoever_may_make_a_space_is_told_to_begin_with_one(world: World) -> None:
    shown = world.client(world.member("Ada", is_admin=True)).get("/forum/").text
    assert "Begin with one space" in shown
    assert "/-/spaces/new" in shown


def test_nobody_is_told_to_do_what_they_may_not(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    before = world.client(ben).get("/forum/").text
    assert "made by whoever administers this site" in before
    assert "/-/spaces/new" not in before
    world.space("Letters", by=ana)
    assert "Begin with one honest question" in world.client(ben).get("/forum/").text


def test_who_may_only_read_is_not_told_to_ask(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True, can=lambda viewer, act, thing: False)
    world.space("Letters", by=world.member("Ana"))
    for browser in (world.client(), world.client(world.member("Ben"))):
        shown = browser.get("/forum/").text
        assert "will stand here" in shown
        assert "honest question" not in shown
        assert "/-/ask" not in shown
