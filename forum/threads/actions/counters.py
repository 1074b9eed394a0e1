"""Counters of threads: their row is locked before it is read, and only SQL changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, func, null, or_, select, update

from ...core import events
from ...core.database.id_list import is_among
from ...core.database.session import change, fetch_all
from ...core.text import number_ranges
from ..models import Post, Thread, ThreadTag
from ..rows import PostStateRow

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNTED_IN = {"answer": "answers", "reflection": "reflections"}
"""The counter of a thread for each kind of post, as long as the post can be read."""

_LOCK = (
    update(Thread)
    .where(
        Thread.id == select(Post.thread_id).where(Post.id == bindparam("post_id")).scalar_subquery()
    )
    .values(posts=Thread.posts)
)
_STATE = (
    select(
        Post.id,
        Post.thread_id,
        Post.number,
        Post.kind,
        Post.state,
        Post.helped,
        Post.tried,
        Thread.withheld.label("thread_withheld"),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.id == bindparam("post_id"))
)
_is_take = or_(Post.branch > 0, Thread.question != "")
_was_sealed = and_(Post.at < Thread.sealed_until, _is_take)
_does_not_count = or_(Post.state != "shown", and_(_was_sealed, Thread.index_scope == "apart"))
LAST_ACTIVITY = func.max(
    case((_does_not_count, null()), (_was_sealed, Thread.sealed_until), else_=Post.at)
)
"""When the newest shown post of a thread was written; a first take counts on the day it opens, or
the order of a list would tell when one was written. NULL if none counts."""
ACTIVE_AT = func.coalesce(
    select(LAST_ACTIVITY).where(Post.thread_id == Thread.id).correlate(Thread).scalar_subquery(),
    Thread.opened_at,
)

_ITS_TIME = select(Thread.active_at).where(Thread.id == ThreadTag.thread_id).scalar_subquery()
_DATE_TAGS = update(ThreadTag).where(is_among(ThreadTag.thread_id, "threads"))
_DATE_TAGS = _DATE_TAGS.values(active_at=_ITS_TIME)


def lock_row(post_id: int) -> PostStateRow:
    """Lock the row of a post's thread until the transaction ends; return the post as it is now.

    Every action that changes a post and the counters of its thread does this first. Writing a post
    locks the thread first too: because all lock in one order, no two actions wait for each other,
    and nothing is counted from a row that was read earlier.
    """
    change(_LOCK, {"post_id": post_id})
    (post,) = fetch_all(PostStateRow, _STATE, {"post_id": post_id})
    return post


def adjust_counters(post: PostStateRow, *, by: int) -> None:
    """Take a post out of the counters of its thread (*by* -1), or put it back (*by* 1).

    *post* is what ``lock_row`` returned, and its new state is saved already: the thread's last
    activity is that of the newest post which is shown now. Rooms above count theirs again.
    """
    numbers = {"helped": by * int(post.helped)}
    if name := COUNTED_IN.get(post.kind):
        numbers[name] = by
    withhold = number_ranges.put_in if by < 0 else number_ranges.take_out
    withheld = withhold(post.thread_withheld, post.number)
    values = _sums(numbers) | {"withheld": withheld, "active_at": ACTIVE_AT}
    this = update(Thread).where(Thread.id == post.thread_id).values(values)
    if change(this.returning(Thread.tags)).scalar_one_or_none():
        date_tags([post.thread_id])
    events.counted_or_not.send(None, post=post.id, thread=post.thread_id)


def add_to_counters(thread_id: int, **numbers: int) -> None:
    """Add to the counters of a thread: ``helped=1``, ``kept=-1``.

    The database adds, so that two transactions at the same time are both counted.
    """
    if values := _sums(numbers):
        change(update(Thread).where(Thread.id == thread_id).values(values))


def date_tags(thread_ids: Sequence[int]) -> None:
    """Date the tags of threads as the threads are dated now, which the caller has just locked."""
    change(_DATE_TAGS, {"threads": thread_ids})


def _sums(numbers: dict[str, int]) -> dict[str, object]:
    return {name: getattr(Thread, name) + number for name, number in numbers.items() if number}


def lock_thread_row(thread_id: int) -> int:
    """Lock the row of a thread until the transaction ends; return the id of its space."""
    locked = update(Thread).where(Thread.id == thread_id).values(posts=Thread.posts)
    space_id: int = change(locked.returning(Thread.space_id)).scalar_one()
    return space_id
