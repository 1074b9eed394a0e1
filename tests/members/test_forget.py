"""A forgotten person: the name goes, the posts stay, the id is retired."""

from __future__ import annotations

from sqlalchemy import func, select

from forum.following.models import Follow, ReadMark
from forum.members.models import Member, RetiredHandle
from forum.spaces.models import Membership

from ..support.world import World


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


def test_an_id_that_the_host_gives_again_is_a_new_member(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Circle", by=ben, access="closed", members_=(ana,))
    old = world.id(ana)
    world.app.test_cli_runner().invoke(args=["forum", "forget", ana.id])
    assert world.viewer(ana).member_id != old
    assert world.client(ana).get(f"/forum/s/{space.slug}").status_code == 404
    assert world.scalar(select(Member.former).where(Member.id == old)) is True


def test_a_forgotten_handle_is_never_given_again(world: World) -> None:
    ana = world.member("Ana")
    world.app.test_cli_runner().invoke(args=["forum", "forget", ana.id])
    other = world.member("Ana")
    assert world.viewer(other).handle == "ana2"
    assert world.client(other).get("/forum/m/ana").status_code == 404
    assert "ana" not in str(world.scalar(select(RetiredHandle.hash)))


def test_a_taken_handle_of_a_former_member_gets_a_number(world: World) -> None:
    ana = world.member("Ana")
    gone = world.id(ana)
    assert world.viewer(world.member(f"former-{gone}")).handle == f"former-{gone}"
    assert world.app.test_cli_runner().invoke(args=["forum", "forget", ana.id]).exit_code == 0
    named = world.scalar(select(Member.handle).where(Member.id == gone))
    assert named == f"former-{gone}2"
