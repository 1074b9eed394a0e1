"""Members leave by themselves where the host lets them, with their texts or without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.members.models import Member
from forum.spaces.actions import block_member
from forum.threads.models import Post

from ..support.world import World

pytestmark = pytest.mark.sites("sqlite", "postgres")

STAY = {"texts": "stay"}


def test_without_the_setting_there_is_no_such_page(world: World) -> None:
    ana = world.member("Ana Silva")
    client = world.client(ana)
    assert client.get("/forum/-/leave").status_code == 404
    assert client.post("/forum/-/leave", data={"texts": "take"}).status_code == 404
    assert "Leave the forum" not in client.get("/forum/m/ana.silva").text
    assert world.scalar(select(Member.former)) is False


@pytest.mark.parametrize(("texts", "state"), [("stay", "shown"), ("take", "withdrawn")])
def test_a_member_leaves_as_they_choose(
    make_site: Callable[..., World], texts: str, state: str
) -> None:
    world = make_site(leave=True)
    ana, ben = world.member("Ana Silva"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ben), ben)
    post = world.write(thread, ana, "I did.")
    client = world.client(ana)
    assert "Leave the forum" in client.get("/forum/m/ana.silva").text
    assert "Leave the forum" not in world.client(ben).get("/forum/m/ana.silva").text
    assert "Keep my texts" in client.get("/forum/-/leave").text
    assert client.post("/forum/-/leave", data={}).status_code == 422
    assert client.post("/forum/-/leave", data={"texts": texts}).status_code == 302
    assert world.scalar(select(Post.state).where(Post.id == post)) == state
    assert world.scalar(select(Member.former).where(Member.id == world.id(ana))) is True
    assert "Ana" not in world.client(ben).get(f"/forum/p/{post}", follow_redirects=True).text


def test_a_guest_signs_in_first(make_site: Callable[..., World]) -> None:
    assert make_site(leave=True).client().get("/forum/-/leave").status_code == 401


def test_leaving_ends_no_block(make_site: Callable[..., World]) -> None:
    world = make_site(leave=True)
    ana, ben = world.member("Ana Silva"), world.member("Ben")
    space = world.space("Letters", by=ben)
    with world.request():
        block_member(space.id, world.id(ana), blocked=True)
    client = world.client(ana)
    for answer in (client.get("/forum/-/leave"), client.post("/forum/-/leave", data=STAY)):
        assert answer.status_code == 403
        assert "An administrator can delete your data for you." in answer.text
    with world.request():
        block_member(space.id, world.id(ana), blocked=False)
    assert client.post("/forum/-/leave", data=STAY).status_code == 302
