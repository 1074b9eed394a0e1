"""The first page of a forum in which nothing is yet."""

from __future__ import annotations

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
