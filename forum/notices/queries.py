"""Reads a viewer's notices, and with them what they have read of a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, bindparam, cast, func, literal_column, select

from ..core.database.keyset import by_moment
from ..core.database.session import fetch_joined, fetch_one
from ..core.state import state
from ..following.models import Follow, ReadMark
from ..following.rows import ReadingState
from ..journal import queries as journal
from ..members.models import Member
from ..spaces.models import Space
from ..threads import queries as threads
from ..threads.models import Post, Thread
from ..threads.policy import readable_html, unsealed, visible_to, withheld
from ..threads.queries import ANCHORED, THREAD
from ..threads.rows import ThreadRow
from .models import Notice
from .policy import is_news, is_news_in_thread
from .rows import NoticeRow, UnseenRow

if TYPE_CHECKING:
    from sqlalchemy import Label

    from ..core.database.keyset import Fetch
    from ..core.database.session import Statement
    from ..members.viewer import Viewer

_IS_UNSEEN = and_(
    Notice.member_id == bindparam("viewer_id"), Notice.seen_at.is_(None), is_news_in_thread()
)
_UNSEEN = (
    select(func.count())
    .select_from(Notice)
    .join(Thread, Thread.id == Notice.thread_id)
    .where(_IS_UNSEEN, visible_to())
    .correlate(None)
    .scalar_subquery()
    .label("unseen")
)
"""How many unseen notices the viewer may read."""
_UNSEEN_HERE = func.coalesce(
    select(func.aggregate_strings(cast(Notice.post_id, Text), ","))
    .where(_IS_UNSEEN, Notice.thread_id == Thread.id)
    .correlate(Thread)
    .scalar_subquery(),
    "",
).label("unseen_here")
_UNSEEN_COUNT = select(_UNSEEN)


def _with_reading(threads: Statement, notes: Label[str]) -> Statement:
    """Return *threads* with the columns of ``ReadingState``, where each thread is granted.

    *notes* is the last one: nothing is asked of journals if the host leaves them out.
    """
    return (
        threads.add_columns(
            func.coalesce(ReadMark.read_to, 0).label("read_to"),
            func.coalesce(ReadMark.beyond, "").label("beyond"),
            func.coalesce(ReadMark.read_count, 0).label("read_count"),
            func.coalesce(Follow.following, False).label("following"),
            _UNSEEN,
            _UNSEEN_HERE,
            notes,
        )
        .outerjoin(
            ReadMark,
            and_(ReadMark.thread_id == Thread.id, ReadMark.member_id == bindparam("viewer_id")),
        )
        .outerjoin(
            Follow, and_(Follow.thread_id == Thread.id, Follow.member_id == bindparam("viewer_id"))
        )
    )


_NO_NOTES: Label[str] = literal_column("NULL", Text).label("notes")
_THREAD = {
    False: _with_reading(THREAD, journal.notes_here()),
    True: _with_reading(THREAD, _NO_NOTES),
}
"""The statement about a thread, by whether the host leaves journals out."""
_ANCHORED = {
    False: _with_reading(ANCHORED, journal.notes_here()),
    True: _with_reading(ANCHORED, _NO_NOTES),
}
"""The statement about the thread of a page of the host's, likewise."""


def unseen_count(viewer: Viewer) -> int:
    """Return how many unseen notices *viewer* has and may read now."""
    row = fetch_one(UnseenRow, _UNSEEN_COUNT, viewer.binds()) if viewer.member_id else None
    return row.unseen if row else 0


def thread(viewer: Viewer, thread_id: int) -> tuple[ThreadRow, ReadingState] | None:
    """Return a thread as *viewer* may read it, and what they have read of it, in one statement."""
    if viewer.member_id is None:
        return _unread(viewer, threads.thread(viewer, thread_id))
    values = {"thread_id": thread_id, **viewer.sight(), **viewer.binds()}
    return fetch_joined(ThreadRow, ReadingState, _THREAD[_without_journal()], values)


def thread_about(viewer: Viewer, key: str) -> tuple[ThreadRow, ReadingState] | None:
    """Return the thread about the page that the host calls *key*, as ``thread`` does."""
    if viewer.member_id is None:
        return _unread(viewer, threads.thread_about(viewer, key))
    values = {"key": key, **viewer.binds()}
    return fetch_joined(ThreadRow, ReadingState, _ANCHORED[_without_journal()], values)


def _without_journal() -> bool:
    return state().config.leaves_out("journal")


def _unread(viewer: Viewer, thread: ThreadRow | None) -> tuple[ThreadRow, ReadingState] | None:
    """Return *thread* and what somebody who was never here has read of it: nothing."""
    notes = None if viewer.guest or _without_journal() else ""
    return (thread, ReadingState(notes=notes)) if thread else None


_NOTICES = (
    select(
        Notice.id,
        Notice.kind,
        Notice.at,
        and_(Notice.seen_at.is_(None), is_news()).label("new"),
        Notice.post_id,
        readable_html(),
        withheld(),
        Post.state,
        Post.state_why,
        Post.author_id,
        Thread.title,
        Thread.author_id.label("opener_id"),
        Thread.anchor_title,
        Thread.anchor_url,
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
        Member.name.label("author_name"),
    )
    .join(Thread, Thread.id == Notice.thread_id)
    .join(Post, Post.id == Notice.post_id)
    .join(Space, Space.id == Thread.space_id)
    .join(Member, Member.id == Post.author_id)
    .where(Notice.member_id == bindparam("viewer_id"), visible_to(), unsealed())
)


def notices(viewer: Viewer) -> Fetch[NoticeRow]:
    """Return the function with which ``paging.list_page`` reads what *viewer* may read now."""
    return by_moment(_NOTICES, Notice.at, Notice.id, values=viewer.binds(), row=NoticeRow)
