"""The tags of a thread are dated as the thread is, after each act that dates it.

Siblings covered: opened, answered, replied to, edited with other tags; withdrawn, hidden, shown;
moved and moved back; first takes that open; an import, and one that adds posts; the doctor; a
thread without tags, for which nothing is sent; a post written while the tags are edited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.doctor import counters
from forum.exchange.actions import threads as exchange
from forum.exchange.actions.posts import ImportedPost
from forum.first_takes import actions as first_takes
from forum.moderation import actions as moderation
from forum.moderation.actions import moderate
from forum.revisions import actions as revisions
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread, ThreadTag

from ..support.sealed import seal
from ..support.waiting import soon
from ..support.world import User, World

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TAGS = ("ink", "paper")


def dates(world: World) -> dict[str, datetime]:
    """Return the date of each tag, after comparing them with those of their threads."""
    with world.request():
        found = session().execute(
            select(ThreadTag.tag, ThreadTag.active_at, Thread.active_at).join(
                Thread, Thread.id == ThreadTag.thread_id
            )
        )
        rows = list(found)
        assert list(counters.faults()) == []
    assert [(tag, here) for tag, here, _ in rows] == [(tag, there) for tag, _, there in rows]
    return {tag: here for tag, here, _ in rows}


@contextmanager
def moved(world: World, *, newer: bool) -> Iterator[None]:
    """Check that the block dates all tags anew."""
    before = dates(world)
    yield
    after = dates(world)
    assert before.keys() == after.keys()
    assert before
    assert all((after[tag] > before[tag]) is newer for tag in before)
    assert all(after[tag] != before[tag] for tag in before)


def tagged(world: World) -> tuple[User, Any, int]:
    """Return a member, a space and a thread in it with two tags."""
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    return ana, space, world.ask(space, ana, tags=TAGS)


def test_written_withdrawn_hidden_and_shown(world: World) -> None:
    ana, _space, thread = tagged(world)
    assert set(dates(world)) == set(TAGS)
    with moved(world, newer=True):
        answer = world.write(thread, ana)
    with moved(world, newer=True):
        reply = world.write(thread, ana, to=2)
    with moved(world, newer=False), world.request():
        moderate.hide(reply, why="Not here")
    with moved(world, newer=True), world.request():
        moderate.restore(reply)
    with moved(world, newer=False), world.request():
        withdraw.withdraw(reply)
    with moved(world, newer=False), world.request():
        withdraw.withdraw(answer)


def test_edited_moved_and_gone(world: World) -> None:
    ana, _space, thread = tagged(world)
    world.write(thread, ana)
    other, steward = world.space("Numbers", by=ana), world.id(ana)
    before = dates(world)
    opening = world.scalar(select(Post.id).where(Post.number == 1))
    with world.request():
        revisions.edit(
            opening,
            revision=1,
            editor_id=steward,
            text=compose("Other words"),
            title="Another title",
            tags=("ink", "pens"),
        )
    assert dates(world) == {"ink": before["ink"], "pens": before["ink"]}
    viewer = world.viewer(ana)
    with world.request():
        row = queries.thread(viewer, thread)
        assert row is not None
        moderation.move(row, steward_id=steward, space_id=other.id, why="It is about numbers")
    assert dates(world) == {"ink": before["ink"], "pens": before["ink"]}
    unanswered = world.ask(other, ana, tags=TAGS)
    first = world.scalar(select(Post.id).where(Post.thread_id == unanswered))
    with world.request():
        assert withdraw.withdraw(first)
    assert set(dates(world)) == {"ink", "pens"}


def test_first_takes_that_open(world: World) -> None:
    sealed = seal(world)
    with world.request():
        at = session().scalar(select(Thread.active_at).where(Thread.id == sealed.thread))
        session().add(ThreadTag(thread_id=sealed.thread, tag="ink", active_at=at))
        session().execute(update(Thread).where(Thread.id == sealed.thread).values(tags="ink"))
    before = dates(world)
    sealed.open_at(now() - timedelta(microseconds=1))
    with world.request():
        assert first_takes.begin_moving()
    assert dates(world)["ink"] > before["ink"]


def post(author: int, day: int) -> ImportedPost:
    at = LONG_AGO + timedelta(days=day)
    return ImportedPost(author_id=author, at=at, source="<p>Old</p>", html="<p>Old</p>")


def test_imported_and_added_to(world: World) -> None:
    ana = world.member("Ana")
    space, author = world.space("Letters", by=ana), world.id(ana)
    with world.request():
        new = exchange.NewThread(
            space_id=space.id,
            kind="discussion",
            title="Old",
            tags=TAGS,
            posts=[post(author, 0), post(author, 1)],
        )
        ((thread, _),) = exchange.create_threads([new])
    assert set(dates(world).values()) == {LONG_AGO + timedelta(days=1)}
    with moved(world, newer=True), world.request():
        exchange.complete_thread(thread, [post(author, 2)], is_question=False)


def test_the_doctor_finds_and_repairs_a_wrong_date(world: World) -> None:
    _ana, _space, thread = tagged(world)
    right = dates(world)
    with world.request():
        wrong = update(ThreadTag).where(ThreadTag.tag == "ink").values(active_at=LONG_AGO)
        session().execute(wrong)
    runner = world.app.test_cli_runner()
    told = runner.invoke(args=["forum", "doctor"]).output
    assert f"thread {thread}: active_at of tag ink is 2020-01-01" in told
    assert "paper" not in told
    assert "1 thread repaired." in runner.invoke(args=["forum", "doctor", "--repair"]).output
    assert dates(world) == right


@pytest.mark.parametrize(("tags", "most"), [((), 0), (TAGS, 1)])
def test_an_answer_dates_all_tags_at_once(
    world: World, statements: Callable[[], Any], tags: tuple[str, ...], most: int
) -> None:
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana, tags=tags)
    with statements() as sent:
        world.write(thread, ana)
    assert sum("UPDATE forum_thread_tag" in one for one in sent) == most


@pytest.mark.sites("postgres")
def test_a_post_written_while_the_tags_are_edited_dates_the_new_ones(world: World) -> None:
    ana, _space, thread = tagged(world)
    editor = world.id(ana)
    opening = world.scalar(select(Post.id))
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool, world.request():
        revisions.edit(
            opening,
            revision=1,
            editor_id=editor,
            text=compose("Other words"),
            title="Another title",
            tags=("pens",),
        )
        other = pool.submit(world.write, thread, ana)
        assert soon(lambda: session().scalar(waiting) or other.done())
        assert not other.done()
        session().commit()
        other.result(timeout=120)
    assert set(dates(world)) == {"pens"}
