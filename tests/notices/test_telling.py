"""Who is told of a post, once, and of which kind."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.following import actions as following
from forum.members import queries
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
        spaces.remove_member(closed.id, ben)
    world.write(thread, people["eva"], "@jon and @ben, what do you say?", to=2)
    assert told(world, 3) == {"Ana": "reply"}


def test_a_blocked_member_is_told_and_a_former_one_is_not(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    ben = world.id(people["ben"])
    with world.request():
        spaces.block_member(letters.id, ben, blocked=True)
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
    from forum.threads.actions import write
    from forum.threads.actions.compose import compose

    ben = world.id(people["ben"])
    with world.request():
        write.write(thread, author_id=ben, text=compose("No, wait."))
        session().rollback()
    assert world.scalar(select(Notice.id)) is None


def change(world: World, user: User, post: int, text: str) -> None:
    """Edit a post as its author does in a browser."""
    browser, where = world.client(user), f"{world.home}/p/{post}/edit"
    revision = re.findall(r'name="revision" value="(\d+)"', browser.get(where).text)[0]
    saved = browser.post(where, data={"text": text, "revision": revision})
    assert "said=edited" in saved.location


def test_a_mention_that_an_edit_adds_is_told_once(world: World, people: dict[str, User]) -> None:
    thread = world.discuss(world.space("Letters", by=people["eva"]), people["ana"])
    post = world.write(thread, people["ben"], "As @eva says.")
    assert told(world, 2) == {"Ana": "reply", "Eva": "mention"}
    change(world, people["ben"], post, "As @eva and @jon say, I, @ben, think.")
    assert told(world, 2) == {"Ana": "reply", "Eva": "mention", "Jon": "mention"}
    with world.request():
        session().execute(update(Notice).values(seen_at=now()))
    change(world, people["ben"], post, "As somebody says.")
    change(world, people["ben"], post, "As @jon and @eva say.")
    unseen = select(func.count()).select_from(Notice).where(Notice.seen_at.is_(None))
    assert world.scalar(unseen) == 0
    assert told(world, 2) == {"Ana": "reply", "Eva": "mention", "Jon": "mention"}


def test_who_heard_of_a_post_otherwise_is_told_that_it_mentions_them_now(
    world: World, people: dict[str, User]
) -> None:
    thread = world.discuss(world.space("Letters", by=people["eva"]), people["ana"])
    post = world.write(thread, people["ben"], "Hello @ana")
    world.write(thread, people["jon"])
    with world.request():
        session().execute(update(Notice).values(seen_at=now()))
    change(world, people["ben"], post, "Hello @ana, hello all")  # she was mentioned before
    unseen = select(func.count()).select_from(Notice).where(Notice.seen_at.is_(None))
    assert world.scalar(unseen) == 0
    last = world.write(thread, people["ben"], "A third")
    assert told(world, 4) == {"Ana": "reply", "Jon": "follow"}
    change(world, people["ben"], last, "A third, @jon")
    with world.request():
        kinds = (
            session()
            .scalars(
                select(Notice.kind).where(
                    Notice.post_id == last,
                    Notice.member_id == queries.ids_by_handle(["jon"])["jon"],
                )
            )
            .all()
        )
    assert sorted(kinds) == ["follow", "mention"]
    page = world.client(people["jon"]).get(f"{world.home}/-/for-you").text
    assert "A third, " in page


def test_an_edit_tells_nobody_of_what_they_may_not_read(
    world: World, people: dict[str, User]
) -> None:
    closed = world.space("Between us", by=people["eva"], access="closed", members_=(people["ana"],))
    thread = world.ask(closed, people["ana"])
    post = world.write(thread, people["eva"], "Who?")
    change(world, people["eva"], post, "Who? @jon? @ana?")
    with world.request():
        found = (
            session()
            .execute(
                select(Member.name, Notice.kind)
                .join(Member, Member.id == Notice.member_id)
                .where(Notice.post_id == post)
            )
            .all()
        )
    assert {(row.name, row.kind) for row in found} == {("Ana", "answer"), ("Ana", "mention")}


def test_a_post_and_its_edits_call_ten_people_at_most(world: World) -> None:
    ana = world.member("Ana")
    many = [f"@{world.viewer(world.member(f'Person {number}')).handle}" for number in range(14)]
    thread = world.discuss(world.space("Letters", by=ana), ana)
    post = world.write(thread, ana, " ".join(many[:8]))
    assert len(told(world, 2)) == 8
    change(world, ana, post, " ".join(many))
    assert len(told(world, 2)) == 10
    change(world, ana, post, " ".join(many[12:]))
    assert len(told(world, 2)) == 10
