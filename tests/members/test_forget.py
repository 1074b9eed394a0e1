"""A forgotten person: the name goes, the posts stay, the id is retired."""

from __future__ import annotations

from sqlalchemy import func, select

from forum.following.models import Follow, ReadMark
from forum.members.models import Member
from forum.spaces.models import Membership

from ..world import World


def test_a_forgotten_person_leaves_their_posts_and_nothing_else(world: World) -> None:
    ana, ben = world.member("Ana Marques"), world.member("Ben")
    space = world.space("Circle", by=ben, access="closed", members_=(ana,))
    thread = world.ask(space, ana, "Does the name go?")
    world.client(ana).get(f"/forum/t/{thread}", follow_redirects=True)
    gone = world.id(ana)
    runner = world.app.test_cli_runner()
    assert runner.invoke(args=["forum", "forget", ana.id]).exit_code == 0
    assert runner.invoke(args=["forum", "forget", ana.id]).exit_code == 1
    page = world.client(ben).get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "Does the name go?" in page
    assert "former member" in page
    assert "Ana" not in page
    for table in (ReadMark, Follow, Membership):
        left = select(func.count()).select_from(table).where(table.member_id == gone)
        assert world.scalar(left) == 0


def test_an_id_that_comes_back_is_somebody_new(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Circle", by=ben, access="closed", members_=(ana,))
    old = world.id(ana)
    world.app.test_cli_runner().invoke(args=["forum", "forget", ana.id])
    assert world.id(ana) != old
    assert world.client(ana).get(f"/forum/s/{space.slug}").status_code == 404
    assert world.scalar(select(Member.former).where(Member.id == old)) is True
