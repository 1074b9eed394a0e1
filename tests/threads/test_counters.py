"""Counters stay exact under concurrency: an action locks the thread, then reads the post again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text

from forum.answers.actions import marks
from forum.attempts import actions as attempts
from forum.attempts.models import Attempt
from forum.attempts.rows import Thing, Told
from forum.core.database.session import session
from forum.core.errors import Changed, NotAllowed
from forum.doctor import counters
from forum.doctor.attempts import wrong_counts
from forum.members.viewer import GUEST
from forum.moderation.actions import moderate
from forum.revisions import actions as revisions
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions import withdraw, write
from forum.threads.models import Post, Thread

from ..support.waiting import soon
from ..support.world import World

COUNTERS = ("answers", "helped", "tried", "worked")
ACTS: dict[str, Callable[[Any], Any]] = {
    "withdraw": withdraw.withdraw,
    "hide": lambda post_id: moderate.hide(post_id, why="Off topic"),
}
only_postgres = pytest.mark.sites("postgres")


def answered(world: World) -> tuple[int, Any]:
    """Return a question and the row of its answer as it was read before anything happened."""
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ben)
    with world.request():
        return thread, queries.post_by_number(GUEST, thread, 2)


TOLD = Told(outcome="not", happened="There", tried_on=date(2026, 3, 2))


def tell(world: World, post: int, name: str, outcome: str = "worked") -> int:
    return world.tell(world.member(name), outcome, post_id=post)


def counted(world: World) -> tuple[int, ...]:
    with world.request():
        assert list(counters.faults()) == []
        assert list(wrong_counts()) == []
        found = session().execute(select(*(getattr(Thread, name) for name in COUNTERS))).one()
    return tuple(found)


@pytest.mark.parametrize("act", ACTS)
def test_an_action_does_not_count_from_a_row_that_was_read_earlier(world: World, act: str) -> None:
    _thread, stale = answered(world)
    tell(world, stale.id, "Cleo")
    tell(world, stale.id, "Dina", "not")
    with world.request():
        marks.mark(stale.id, helped=True)
    assert counted(world) == (1, 1, 2, 1)
    with world.request():
        ACTS[act](stale.id)
    assert counted(world) == (0, 0, 0, 0)


def test_a_post_hidden_before_it_was_marked_is_restored_with_its_mark(world: World) -> None:
    _thread, stale = answered(world)
    tell(world, stale.id, "Cleo")
    with world.request():
        marks.mark(stale.id, helped=True)
        moderate.hide(stale.id, why="Off topic")
    with world.request():
        moderate.restore(stale.id)
    assert counted(world) == (1, 1, 1, 1)


@pytest.mark.parametrize("act", ACTS)
def test_a_post_that_is_not_shown_takes_no_mark_and_no_report(world: World, act: str) -> None:
    _thread, stale = answered(world)
    attempt = tell(world, stale.id, "Cleo")
    reader = world.scalar(select(Attempt.member_id))
    with world.request():
        ACTS[act](stale.id)
    with world.request():
        assert not marks.mark(stale.id, helped=True)
        with pytest.raises(Changed):
            attempts.tell(Thing(post_id=stale.id), TOLD, member_id=reader)
        with pytest.raises(Changed):
            attempts.correct(attempt, TOLD)
        with pytest.raises((Changed, NotAllowed)):
            ACTS[act](stale.id)
    assert counted(world) == (0, 0, 0, 0)
    assert world.scalar(select(Attempt.outcome)) == "worked"
    assert world.scalar(select(Post.tried).where(Post.id == stale.id)) == 0
    with world.request():
        attempts.withdraw(attempt)
    assert world.scalar(select(Attempt.outcome)) is None


@only_postgres
@pytest.mark.parametrize("act", ACTS)
def test_an_action_waits_for_a_mark_that_is_not_committed(world: World, act: str) -> None:
    _thread, stale = answered(world)

    def do() -> None:
        with world.request():
            ACTS[act](stale.id)

    cleo = world.id(world.member("Cleo"))
    with ThreadPoolExecutor(1) as pool, world.request():
        marks.mark(stale.id, helped=True)
        attempts.tell(Thing(post_id=stale.id), TOLD, member_id=cleo)
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
    cleo = world.id(world.member("Cleo"))
    with world.request():
        author, words = answer.author_id, compose("So did I.")
        opening = queries.post_by_number(GUEST, thread, 1)

    def reply(_n: int) -> None:
        write.write(thread, author_id=author, text=words, reply_to=answer)

    def tally(n: int) -> None:
        marks.mark(answer.id, helped=n % 2 == 0)
        with suppress(Changed):  # hidden just now
            attempts.tell(Thing(post_id=answer.id), TOLD, member_id=cleo)

    def hide(_n: int) -> None:
        moderate.hide(answer.id, why="Off topic")
        moderate.restore(answer.id)

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
    told = world.scalar(select(func.count(Attempt.id)))
    assert told > 0
    assert world.scalar(select(Post.tried).where(Post.id == answer.id)) == told
