"""Compares the counters of threads with their posts, and repairs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, case, func, select, update

from ..core.database.outbox import record_changes
from ..core.database.session import change, fetch_all, fetch_one, session
from ..threads.models import Post, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator

_shown = Post.state == "shown"
_COUNTED = {
    "posts": func.max(Post.number),
    "branches": func.max(Post.branch),
    "answers": func.sum(case((and_(_shown, Post.kind == "answer"), 1), else_=0)),
    "helped": func.sum(case((and_(_shown, Post.helped), 1), else_=0)),
    "tried": func.sum(case((_shown, Post.tried), else_=0)),
    "worked": func.sum(case((_shown, Post.worked), else_=0)),
    "partly": func.sum(case((_shown, Post.partly), else_=0)),
    "reflections": func.sum(case((and_(_shown, Post.kind == "reflection"), 1), else_=0)),
}
"""The right value of each counter of a thread, from its posts; ``kept`` counts artefacts."""


class CountersRow(NamedTuple):
    """The counters of a thread, counted from its posts."""

    posts: int
    branches: int
    answers: int
    helped: int
    tried: int
    worked: int
    partly: int
    reflections: int


class ComparedRow(NamedTuple):
    """The counters of a thread as they are stored, then as they are counted."""

    id: int
    posts: int
    branches: int
    answers: int
    helped: int
    tried: int
    worked: int
    partly: int
    reflections: int
    true_posts: int
    true_branches: int
    true_answers: int
    true_helped: int
    true_tried: int
    true_worked: int
    true_partly: int
    true_reflections: int
    found: int
    """How many posts there are. If fewer than the highest number, some numbers are missing."""


class RepliesRow(NamedTuple):
    """A top-level post whose number of replies is wrong."""

    thread_id: int
    number: int
    replies: int
    turns: int


class Fault(NamedTuple):
    """A wrong counter. "numbers" means that post numbers are missing, which cannot be repaired."""

    thread_id: int
    counter: str
    stored: int
    counted: int


_COMPARED = (
    select(
        Thread.id,
        *(getattr(Thread, name) for name in _COUNTED),
        *(value.label(f"true_{name}") for name, value in _COUNTED.items()),
        func.count(Post.id).label("found"),
    )
    .join(Post, Post.thread_id == Thread.id)
    .group_by(Thread.id, *(getattr(Thread, name) for name in _COUNTED))
    .order_by(Thread.id)
)
_under = Post.__table__.alias("under")
_REPLIES = (
    select(Post.thread_id, Post.number, Post.replies, func.max(_under.c.turn).label("turns"))
    .join(_under, and_(_under.c.thread_id == Post.thread_id, _under.c.branch == Post.branch))
    .where(Post.turn == 0)
    .group_by(Post.id, Post.thread_id, Post.number, Post.replies)
    .having(func.max(_under.c.turn) != Post.replies)
)
_COUNT = select(*(value.label(name) for name, value in _COUNTED.items())).where(
    Post.thread_id == bindparam("thread_id")
)


def faults() -> Iterator[Fault]:
    """Yield each counter that is wrong, thread by thread."""
    for row in fetch_all(ComparedRow, _COMPARED):
        for name in _COUNTED:
            stored, counted = getattr(row, name), int(getattr(row, f"true_{name}"))
            if stored != counted:
                yield Fault(row.id, name, stored, counted)
        if row.found != row.true_posts:
            yield Fault(row.id, "numbers", row.found, row.true_posts)
    for replies in fetch_all(RepliesRow, _REPLIES):
        what = f"replies of post {replies.number}"
        yield Fault(replies.thread_id, what, replies.replies, replies.turns)


def repair() -> int:
    """Correct every counter; return how many threads had a wrong one.

    The indexer is not woken: the command runs it when everything is repaired.
    """
    wrong = sorted({fault.thread_id for fault in faults()})
    for thread_id in wrong:
        _repair_thread(thread_id)
    for row in fetch_all(RepliesRow, _REPLIES):
        change(
            update(Post)
            .where(Post.thread_id == row.thread_id, Post.number == row.number)
            .values(replies=row.turns)
        )
    record_changes(session(), kind="thread", ids=wrong, wake=False)
    return len(wrong)


def _repair_thread(thread_id: int) -> None:
    this = update(Thread).where(Thread.id == thread_id)
    # Locks the row before the posts are counted, so that concurrent writers have to wait.
    change(this.values(posts=Thread.posts))
    counted = fetch_one(CountersRow, _COUNT, {"thread_id": thread_id})
    if counted is not None:
        change(this.values(counted._asdict()))
