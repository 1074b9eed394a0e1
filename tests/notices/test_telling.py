"""Who is told of a post, once, and of which kind."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from forum.database.session import session
from forum.following import actions as following
from forum.members.models import Member
from forum.notices.models import Notice
from forum.spaces import actions as spaces
from forum.threads.models import Post

from ..world import User, World


def told(world: World, number: int) -> dict[str, str]:
    """Return who was told of the post *number*, and as what."""
    with world.request():
        found = session().execute(
            select(Member.name, Notice.kind)
            .join(Member, Member.id == Notice.member_id)
            .join(Post, Post.id == Notice.post_id)
            .where(Post.number == number)
        )
        rows = found.all()
    assert len(rows) == len({row.name for row in rows}), "one row a member and post"
    return {row.name: row.kind for row in rows}


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Four members, who are ana, ben, eva and jon."""
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva", "Jon")}


def test_the_asker_is_told_of_an_answer(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    assert told(world, 1) == {}
    assert told(world, 2) == {"Ana": "answer"}


def test_who_is_answered_is_told_and_so_are_those_who_follow(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    world.write(thread, people["jon"])
    world.write(thread, people["eva"], to=2)
    assert told(world, 3) == {"Ana": "answer", "Ben": "follow"}
    assert told(world, 4) == {"Ana": "reply", "Ben": "reply", "Jon": "follow"}


def test_a_discussion_tells_its_opener_of_replies(world: World, people: dict[str, User]) -> None:
    thread = world.discuss(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    assert told(world, 2) == {"Ana": "reply"}


def test_a_mention_is_told_to_whoever_does_not_hear_more(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(
        world.space("Letters", by=people["eva"]), people["ana"], text="@jon, @ana, @nobody?"
    )
    world.write(thread, people["ben"], "Ask @jon, or @ana, or me, @ben.")
    assert told(world, 1) == {"Jon": "mention"}
    assert told(world, 2) == {"Ana": "answer", "Jon": "mention"}


def test_a_follower_who_is_mentioned_is_told_once(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    world.write(thread, people["jon"], "As @ben says.")
    assert told(world, 3) == {"Ana": "answer", "Ben": "mention"}


def test_who_writes_is_never_told(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ana"], "I found out myself, @ana.")
    world.write(thread, people["ana"], to=2)
    assert told(world, 2) == told(world, 3) == {}


def test_who_said_no_is_told_only_of_what_is_said_to_them(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    ana, ben = world.id(people["ana"]), world.id(people["ben"])
    with world.request():
        following.follow(ana, thread, following=False)
        following.follow(ben, thread, following=False)
    world.write(thread, people["jon"])
    world.write(thread, people["jon"], to=2)
    world.write(thread, people["eva"], "@ana, look.")
    assert told(world, 3) == {}
    assert told(world, 4) == {"Ben": "reply"}
    assert told(world, 5) == {"Ana": "answer", "Jon": "follow"}


def test_a_post_calls_ten_people_at_most(world: World) -> None:
    ana = world.member("Ana")
    many = [world.member(f"Person {number}") for number in range(12)]
    handles = " ".join(f"@{world.viewer(user).handle}" for user in many)
    world.ask(world.space("Letters", by=ana), ana, text=handles)
    assert len(told(world, 1)) == 10


def test_nobody_is_told_of_what_they_may_not_read(world: World, people: dict[str, User]) -> None:
    closed = world.space(
        "Between us", by=people["eva"], access="closed", members_=(people["ana"], people["ben"])
    )
    thread = world.ask(closed, people["ana"])
    world.write(thread, people["ben"])
    ben = world.id(people["ben"])
    with world.request():
        spaces.dismiss(closed.id, ben)
    world.write(thread, people["eva"], "@jon and @ben, what do you say?", to=2)
    assert told(world, 3) == {"Ana": "reply"}


def test_a_blocked_member_is_told_and_a_former_one_is_not(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    ben = world.id(people["ben"])
    with world.request():
        spaces.block(letters.id, ben, blocked=True)
    from forum.members import actions as members

    world.write(thread, people["eva"], "@ben and @jon")
    assert told(world, 2) == {"Ana": "answer", "Ben": "mention", "Jon": "mention"}
    with world.request():
        members.forget(people["ana"].id)
    world.write(thread, people["eva"])
    assert "" not in told(world, 3)
    assert told(world, 3) == {}


def test_a_post_that_is_not_saved_tells_nobody(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    from forum.threads import actions
    from forum.threads.compose import compose

    ben = world.id(people["ben"])
    with world.request():
        actions.write(thread, author_id=ben, text=compose("No, wait."))
        session().rollback()
    assert world.scalar(select(Notice.id)) is None
