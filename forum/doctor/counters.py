"""Compares the counters of threads with what they count, and mends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, select, update

from ..core.database.outbox import tell
from ..core.database.session import rows, session
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
    "reflections": func.sum(case((and_(_shown, Post.kind == "reflection"), 1), else_=0)),
}
"""What each counter of a thread must be, over its posts. ``kept`` is counted upstairs."""


def faults() -> Iterator[tuple[int, str, int, int]]:
    """Yield (thread id, what, stands, should be) for each counter that is wrong.

    "numbers" says that the numbers of a thread are not dense: that cannot be mended.
    """
    for row in rows(_compared()):
        for name in _COUNTED:
            stands, should = getattr(row, name), int(getattr(row, f"true_{name}"))
            if stands != should:
                yield row.id, name, stands, should
        if row.found != row.true_posts:
            yield row.id, "numbers", row.found, row.true_posts
    for row in rows(_replies()):
        yield row.thread_id, f"replies of post {row.number}", row.replies, row.turns


def _compared() -> Any:
    counters = [getattr(Thread, name) for name in _COUNTED]
    counted = [value.label(f"true_{name}") for name, value in _COUNTED.items()]
    return (
        select(Thread.id, *counters, *counted, func.count(Post.id).label("found"))
        .join(Post, Post.thread_id == Thread.id)
        .group_by(Thread.id, *counters)
        .order_by(Thread.id)
    )


def _replies() -> Any:
    under = Post.__table__.alias("under")
    turns = func.max(under.c.turn)
    return (
        select(Post.thread_id, Post.number, Post.replies, turns.label("turns"))
        .join(under, and_(under.c.thread_id == Post.thread_id, under.c.branch == Post.branch))
        .where(Post.turn == 0)
        .group_by(Post.id, Post.thread_id, Post.number, Post.replies)
        .having(turns != Post.replies)
    )


def repair() -> int:
    """Set every counter to what it counts; return how many threads were wrong."""
    wrong = sorted({fault[0] for fault in faults()})
    for id in wrong:  # held before it is counted, so that who writes there meanwhile waits
        session().execute(update(Thread).where(Thread.id == id).values(posts=Thread.posts))
        counted = (
            session()
            .execute(
                select(*(value.label(name) for name, value in _COUNTED.items())).where(
                    Post.thread_id == id
                )
            )
            .one()
        )
        session().execute(update(Thread).where(Thread.id == id).values(counted._asdict()))
    for row in rows(_replies()):
        session().execute(
            update(Post)
            .where(Post.thread_id == row.thread_id, Post.number == row.number)
            .values(replies=row.turns)
        )
    tell(session(), kind="thread", ids=wrong)
    return len(wrong)
