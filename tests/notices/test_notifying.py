"""A post notifies the right members, each once, with the right kind of notice."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.following import actions as following
from forum.members import queries
from forum.members.models import Member
from forum.notices import actions
from forum.notices.models import Notice
from forum.spaces import actions as spaces
from forum.threads.models import Post

from ..support.world import User, World


def notified(world: World, number: int) -> dict[str, str]:
    """Return who was notified of the post *number*, and the kind of each notice."""
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


def test_the_asker_is_notified_of_an_answer(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    assert notified(world, 1) == {}
    assert notified(world, 2) == {"Ana": "answer"}


def test_a_reply_notifies_its_addressee_and_the_followers(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    world.write(thread, people["jon"])
    world.write(thread, people["eva"], to=2)
    assert notified(world, 3) == {"Ana": "answer", "Ben": "follow"}
    assert notified(world, 4) == {"Ana": "reply", "Ben": "reply", "Jon": "follow"}


def test_a_discussion_notifies_its_opener_of_replies(world: World, people: dict[str, User]) -> None:
    thread = world.discuss(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    assert notified(world, 2) == {"Ana": "reply"}


def test_a_mention_notifies_unless_a_more_direct_notice_does(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(
        world.space("Letters", by=people["eva"]), people["ana"], text="@jon, @ana, @nobody?"
    )
    world.write(thread, people["ben"], "Ask @jon, or @ana, or me, @ben.")
    assert notified(world, 1) == {"Jon": "mention"}
    assert notified(world, 2) == {"Ana": "answer", "Jon": "mention"}


def test_a_mentioned_follower_is_notified_once(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    world.write(thread, people["jon"], "As @ben says.")
    assert notified(world, 3) == {"Ana": "answer", "Ben": "mention"}


def test_a_follower_who_wants_no_mentions_is_notified_as_a_follower(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ben"])
    ben = world.id(people["ben"])
    with world.request():
        actions.switch_off(ben, ["mention"])
    world.write(thread, people["jon"], "As @ben says.")
    assert notified(world, 3) == {"Ana": "answer", "Ben": "follow"}


def test_authors_are_never_notified_of_their_own_posts(
    world: World, people: dict[str, User]
) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    world.write(thread, people["ana"], "I found out myself, @ana.")
    world.write(thread, people["ana"], to=2)
    assert notified(world, 2) == notified(world, 3) == {}


def test_members_who_stopped_following_are_notified_only_of_replies_and_mentions(
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
    assert notified(world, 3) == {}
    assert notified(world, 4) == {"Ben": "reply"}
    assert notified(world, 5) == {"Ana": "answer", "Jon": "follow"}


def test_a_post_notifies_at_most_ten_mentioned_people(world: World) -> None:
    ana = world.member("Ana")
    many = [world.member(f"Person {number}") for number in range(12)]
    handles = " ".join(f"@{world.viewer(user).handle}" for user in many)
    world.ask(world.space("Letters", by=ana), ana, text=handles)
    assert len(notified(world, 1)) == 10


def test_nobody_is_notified_of_posts_they_may_not_read(
    world: World, people: dict[str, User]
) -> None:
    closed = world.space(
        "Between us", by=people["eva"], access="closed", members_=(people["ana"], people["ben"])
    )
    thread = world.ask(closed, people["ana"])
    world.write(thread, people["ben"])
    ben = world.id(people["ben"])
    with world.request():
        spaces.remove_member(closed.id, ben)
    world.write(thread, people["eva"], "@jon and @ben, what do you say?", to=2)
    assert notified(world, 3) == {"Ana": "reply"}


def test_a_blocked_member_is_notified_and_a_former_member_is_not(
    world: World, people: dict[str, User]
) -> None:
    letters = world.space("Letters", by=people["eva"])
    thread = world.ask(letters, people["ana"])
    ben = world.id(people["ben"])
    with world.request():
        spaces.block_member(letters.id, ben, blocked=True)
    from forum.members import actions as members

    world.write(thread, people["eva"], "@ben and @jon")
    assert notified(world, 2) == {"Ana": "answer", "Ben": "mention", "Jon": "mention"}
    with world.request():
        members.forget(world.id(people["ana"]))
    world.write(thread, people["eva"])
    assert "" not in notified(world, 3)
    assert notified(world, 3) == {}


def test_a_post_that_is_rolled_back_notifies_nobody(world: World, people: dict[str, User]) -> None:
    thread = world.ask(world.space("Letters", by=people["eva"]), people["ana"])
    from forum.texts.actions import compose
    from forum.threads.actions import write

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


def test_a_mention_added_by_an_edit_notifies_once(world: World, people: dict[str, User]) -> None:
    thread = world.discuss(world.space("Letters", by=people["eva"]), people["ana"])
    post = world.write(thread, people["ben"], "As @eva says.")
    assert notified(world, 2) == {"Ana": "reply", "Eva": "mention"}
    change(world, people["ben"], post, "As @eva and @jon say, I, @ben, think.")
    assert notified(world, 2) == {"Ana": "reply", "Eva": "mention", "Jon": "mention"}
    with world.request():
        session().execute(update(Notice).values(seen_at=now()))
    change(world, people["ben"], post, "As somebody says.")
    change(world, people["ben"], post, "As @jon and @eva say.")
    unseen = select(func.count()).select_from(Notice).where(Notice.seen_at.is_(None))
    assert world.scalar(unseen) == 0
    assert notified(world, 2) == {"Ana": "reply", "Eva": "mention", "Jon": "mention"}


def test_an_edit_that_mentions_a_follower_notifies_them_again(
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
    assert notified(world, 4) == {"Ana": "reply", "Jon": "follow"}
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


def test_an_edit_notifies_nobody_of_posts_they_may_not_read(
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


def test_a_post_and_its_edits_notify_at_most_ten_mentioned_people(world: World) -> None:
    ana = world.member("Ana")
    many = [f"@{world.viewer(world.member(f'Person {number}')).handle}" for number in range(14)]
    thread = world.discuss(world.space("Letters", by=ana), ana)
    post = world.write(thread, ana, " ".join(many[:8]))
    assert len(notified(world, 2)) == 8
    change(world, ana, post, " ".join(many))
    assert len(notified(world, 2)) == 10
    change(world, ana, post, " ".join(many[12:]))
    assert len(notified(world, 2)) == 10
