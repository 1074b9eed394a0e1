"""Counters stay exact under concurrency: an action locks the thread, then reads the post again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, text

from forum.answers import actions as answers
from forum.answers.actions import marks
from forum.answers.models import Try
from forum.core.database.session import session
from forum.core.errors import Changed, NotAllowed
from forum.doctor import counters
from forum.members.viewer import GUEST
from forum.revisions import actions as revisions
from forum.threads import queries
from forum.threads.actions import withdraw, write
from forum.threads.actions.compose import compose
from forum.threads.models import Post, Thread

from ..support.waiting import soon
from ..support.world import World

COUNTERS = ("answers", "helped", "tried", "worked")
ACTS: dict[str, Callable[[Any], Any]] = {
    "withdraw": withdraw.withdraw,
    "hide": lambda post_id: withdraw.hide(post_id, why="Off topic"),
}
only_postgres = pytest.mark.sites("postgres")


def answered(world: World) -> tuple[int, Any]:
    """Return a question and the row of its answer as it was read before anything happened."""
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    with world.request():
        return thread, queries.post_by_number(GUEST, thread, 2)


def counted(world: World) -> tuple[int, ...]:
    with world.request():
        assert list(counters.faults()) == []
        found = session().execute(select(*(getattr(Thread, name) for name in COUNTERS))).one()
    return tuple(found)


@pytest.mark.parametrize("act", ACTS)
def test_an_action_does_not_count_from_a_row_that_was_read_earlier(world: World, act: str) -> None:
    _thread, stale = answered(world)
    with world.request():
        marks.mark(stale.id, helped=True)
        marks.tally(stale.id, tried=2, worked=1)
    assert counted(world) == (1, 1, 2, 1)
    with world.request():
        ACTS[act](stale.id)
    assert counted(world) == (0, 0, 0, 0)


def test_a_post_hidden_before_it_was_marked_is_restored_with_its_mark(world: World) -> None:
    _thread, stale = answered(world)
    with world.request():
        marks.mark(stale.id, helped=True)
        marks.tally(stale.id, tried=1, worked=1)
        withdraw.hide(stale.id, why="Off topic")
    with world.request():
        withdraw.restore(stale.id)
    assert counted(world) == (1, 1, 1, 1)


@pytest.mark.parametrize("act", ACTS)
def test_a_post_that_is_not_shown_takes_no_mark_and_no_report(world: World, act: str) -> None:
    _thread, stale = answered(world)
    reader = world.id(world.member("Cleo"))
    with world.request():
        answers.report(stale.id, member_id=reader, outcome="worked", note="Here")
        ACTS[act](stale.id)
    with world.request():
        assert not marks.mark(stale.id, helped=True)
        marks.tally(stale.id, tried=1, worked=1)
        with pytest.raises(Changed):
            answers.report(stale.id, member_id=reader, outcome="not", note="There")
        with pytest.raises(Changed):
            answers.withdraw(stale.id, member_id=reader)
        with pytest.raises((Changed, NotAllowed)):
            ACTS[act](stale.id)
    assert counted(world) == (0, 0, 0, 0)
    assert world.scalar(select(Try.outcome)) == "worked"
    assert world.scalar(select(Post.tried).where(Post.id == stale.id)) == int(act == "hide")


@only_postgres
@pytest.mark.parametrize("act", ACTS)
def test_an_action_waits_for_a_mark_that_is_not_committed(world: World, act: str) -> None:
    _thread, stale = answered(world)

    def do() -> None:
        with world.request():
            ACTS[act](stale.id)

    with ThreadPoolExecutor(1) as pool, world.request():
        marks.mark(stale.id, helped=True)
        marks.tally(stale.id, tried=1, worked=1)
        other = pool.submit(do)
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        assert soon(lambda: session().scalar(waiting) or other.done())
        assert not other.done()
        session().commit()
        other.result(timeout=120)
    assert counted(world) == (0, 0, 0, 0)


@only_postgres
def test_writing_marking_and_hiding_at_the_same_time_never_deadlock(world: World) -> None:
    thread, answer = answered(world)
    with world.request():
        author, words = answer.author_id, compose("So did I.")
        opening = queries.post_by_number(GUEST, thread, 1)

    def reply(_n: int) -> None:
        write.write(thread, author_id=author, text=words, reply_to=answer)

    def tally(n: int) -> None:
        marks.mark(answer.id, helped=n % 2 == 0)
        marks.tally(answer.id, tried=1, worked=n % 2)

    def hide(_n: int) -> None:
        withdraw.hide(answer.id, why="Off topic")
        withdraw.restore(answer.id)

    def rename(n: int) -> None:
        assert opening is not None
        revisions.edit(
            opening.id, revision=n + 1, editor_id=author, text=words, title=f"Form {n}", tags=["a"]
        )

    def often(act: Callable[[int], None]) -> None:
        for n in range(25):
            with world.request():
                act(n)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(often, act) for act in (reply, tally, hide, rename)]:
            done.result(timeout=120)
    assert counted(world)[0] == 1
    assert world.scalar(select(Thread.posts)) == 27
    assert world.scalar(select(Post.tried).where(Post.id == answer.id)) == 25
