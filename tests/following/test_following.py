"""Following: authors follow a thread until they opt out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.following.models import Follow

from ..support.world import User, World


def follows(world: World, user: User, thread: int) -> bool | None:
    """Return whether *user* follows a thread; None if they neither wrote in it nor chose."""
    found: bool | None = world.scalar(
        select(Follow.following).where(
            Follow.member_id == world.id(user), Follow.thread_id == thread
        )
    )
    return found


def test_authors_follow_the_thread(world: World) -> None:
    ana, ben, eva = world.member("Ana"), world.member("Ben"), world.member("Eva")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    assert follows(world, ana, thread) is follows(world, ben, thread) is True
    assert follows(world, eva, thread) is None


def test_opting_out_survives_another_post(world: World) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    answer = world.client(ana).post(f"{world.home}/t/{thread}/follow", data={"follow": "0"})
    assert answer.status_code == 302
    world.write(thread, ana)
    assert follows(world, ana, thread) is False


def test_the_button_follows_and_confirms_it(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser = world.client(ben)
    answer = browser.post(f"{world.home}/t/{thread}/follow", data={"follow": "1"})
    told = browser.get(answer.location)
    assert "You will be notified of new posts in this thread." in told.text
    assert 'aria-pressed="true"' in told.text
    assert follows(world, ben, thread) is True


@pytest.mark.parametrize("follow", ["", "2", "yes", "\0", "1" * 400])
def test_any_other_value_is_refused(world: World, follow: str) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    answer = world.client(ana).post(f"{world.home}/t/{thread}/follow", data={"follow": follow})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("guest", 401),
        ("outsider", 404),
        ("blocked", 302),  # a blocked member reads, and may want to be told
        ("member", 302),
    ],
)
def test_who_may_follow_in_a_closed_space(world: World, who: str, status: int) -> None:
    ana, ben, eva = world.member("Ana"), world.member("Ben"), world.member("Eva")
    closed = world.space("Between us", by=ana, access="closed", members_=(ben,))
    thread = world.ask(closed, ana)
    if who == "blocked":
        from forum.spaces import actions

        id = world.id(ben)
        with world.request():
            actions.block_member(closed.id, id, blocked=True)
    browser = world.client({"guest": None, "outsider": eva}.get(who, ben))
    answer = browser.post(f"{world.home}/t/{thread}/follow", data={"follow": "1"})
    assert answer.status_code == status
