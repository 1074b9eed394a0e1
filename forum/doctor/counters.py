"""Compares the counters of threads with their posts, and repairs them."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam, case, func, select, update

from ..core.database.outbox import record_changes
from ..core.database.session import change, fetch_all, fetch_one, session
from ..core.text import number_ranges
from ..threads.actions.counters import LAST_ACTIVITY, date_tags
from ..threads.models import Post, Thread, ThreadTag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

_shown = Post.state == "shown"
_COUNTED = {
    "posts": func.max(Post.number),
    "branches": func.max(Post.branch),
    "answers": func.sum(case((and_(_shown, Post.kind == "answer"), 1), else_=0)),
    "helped": func.sum(case((and_(_shown, Post.helped), 1), else_=0)),
    "reflections": func.sum(case((and_(_shown, Post.kind == "reflection"), 1), else_=0)),
    "active_at": func.coalesce(LAST_ACTIVITY, func.min(Thread.opened_at)),
}
"""The right value of each counter of a thread, from its posts; ``kept`` counts artefacts, and what
was tried is counted in ``attempts.py``."""


class CountersRow(NamedTuple):
    """The counters of a thread, counted from its posts."""

    posts: int
    branches: int
    answers: int
    helped: int
    reflections: int
    active_at: datetime


class ComparedRow(NamedTuple):
    """The counters of a thread as they are stored, then as they are counted."""

    id: int
    posts: int
    branches: int
    answers: int
    helped: int
    reflections: int
    active_at: datetime
    true_posts: int
    true_branches: int
    true_answers: int
    true_helped: int
    true_reflections: int
    true_active_at: datetime
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
    stored: str
    counted: str


class WithheldRow(NamedTuple):
    """The numbers of withheld posts that a thread has stored."""

    id: int
    withheld: str


class TagRow(NamedTuple):
    """A tag that is dated otherwise than its thread."""

    thread_id: int
    tag: str
    active_at: datetime
    true_active_at: datetime


class NumberRow(NamedTuple):
    """A post that is withheld."""

    thread_id: int
    number: int


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
_COUNT = (
    select(*(value.label(name) for name, value in _COUNTED.items()))
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.thread_id == bindparam("thread_id"))
)
_TAGS = (
    select(
        ThreadTag.thread_id,
        ThreadTag.tag,
        ThreadTag.active_at,
        Thread.active_at.label("true_active_at"),
    )
    .join(Thread, Thread.id == ThreadTag.thread_id)
    .where(ThreadTag.active_at != Thread.active_at)
    .order_by(ThreadTag.thread_id, ThreadTag.tag)
)
_STORED = select(Thread.id, Thread.withheld).where(Thread.withheld != "")
_WITHHELD = select(Post.thread_id, Post.number).where(~_shown).order_by(Post.thread_id, Post.number)


def faults() -> Iterator[Fault]:
    """Yield each counter that is wrong, thread by thread."""
    for row in fetch_all(ComparedRow, _COMPARED):
        for name in _COUNTED:
            stored, counted = getattr(row, name), getattr(row, f"true_{name}")
            if stored != counted:
                yield Fault(row.id, name, str(stored), str(counted))
        if row.found != row.true_posts:
            yield Fault(row.id, "numbers", str(row.found), str(row.true_posts))
    for thread_id, (stored, counted) in sorted(_withheld().items()):
        if stored != counted:
            yield Fault(thread_id, "withheld", stored or "none", counted or "none")
    for tag in fetch_all(TagRow, _TAGS):
        what = f"active_at of tag {tag.tag}"
        yield Fault(tag.thread_id, what, str(tag.active_at), str(tag.true_active_at))
    for replies in fetch_all(RepliesRow, _REPLIES):
        what = f"replies of post {replies.number}"
        yield Fault(replies.thread_id, what, str(replies.replies), str(replies.turns))


def _withheld() -> Mapping[int, tuple[str, str]]:
    """Return the withheld numbers of threads as stored, then as their posts say, by thread id."""
    found = {row.id: (row.withheld, "") for row in fetch_all(WithheldRow, _STORED)}
    rows = fetch_all(NumberRow, _WITHHELD)
    for thread_id, posts in groupby(rows, key=attrgetter("thread_id")):
        stored, _ = found.get(thread_id, ("", ""))
        found[thread_id] = stored, number_ranges.written(post.number for post in posts)
    return found


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
        of_thread = _WITHHELD.where(Post.thread_id == thread_id)
        numbers = (post.number for post in fetch_all(NumberRow, of_thread))
        change(this.values(**counted._asdict(), withheld=number_ranges.written(numbers)))
        date_tags([thread_id])
