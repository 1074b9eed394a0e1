"""Reads a viewer's notices, and with them what they have read of a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, literal, select

from ..core.database.keyset import by_moment
from ..core.database.session import fetch_one
from ..following.models import Follow, ReadMark
from ..following.rows import ReadingState
from ..members.models import Member
from ..spaces.models import Space
from ..threads.models import Post, Thread
from ..threads.policy import readable_html, visible_to, withheld
from .models import Notice
from .rows import NoticeRow, UnseenRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer


def _unseen(*more: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return how many unseen notices the viewer may read, as an expression."""
    return (
        select(func.count())
        .select_from(Notice)
        .join(Thread, Thread.id == Notice.thread_id)
        .where(
            Notice.member_id == bindparam("viewer_id"),
            Notice.seen_at.is_(None),
            visible_to(),
            *more,
        )
        .scalar_subquery()
    )


_UNSEEN_COUNT = select(_unseen().label("unseen"))
# One row to join to: the viewer may have neither a read mark nor a follow.
_one_row = select(literal(1).label("one")).subquery()
_READING_STATE = (
    select(
        func.coalesce(ReadMark.read_to, 0).label("read_to"),
        func.coalesce(ReadMark.beyond, "").label("beyond"),
        func.coalesce(ReadMark.read_count, 0).label("read_count"),
        func.coalesce(Follow.following, False).label("following"),
        _unseen().label("unseen"),
        _unseen(Notice.thread_id == bindparam("thread_id")).label("unseen_here"),
    )
    .select_from(_one_row)
    .outerjoin(
        ReadMark,
        and_(
            ReadMark.thread_id == bindparam("thread_id"),
            ReadMark.member_id == bindparam("viewer_id"),
        ),
    )
    .outerjoin(
        Follow,
        and_(
            Follow.thread_id == bindparam("thread_id"), Follow.member_id == bindparam("viewer_id")
        ),
    )
)


def unseen_count(viewer: Viewer) -> int:
    """Return how many unseen notices *viewer* has and may read now."""
    row = fetch_one(UnseenRow, _UNSEEN_COUNT, viewer.binds()) if viewer.member_id else None
    return row.unseen if row else 0


def reading_state(viewer: Viewer, thread_id: int) -> ReadingState:
    """Return what *viewer* has read of a thread, with their unseen notices, in one statement."""
    if viewer.member_id is None:
        return ReadingState()
    values = {"thread_id": thread_id, **viewer.binds()}
    return fetch_one(ReadingState, _READING_STATE, values) or ReadingState()


_NOTICES = (
    select(
        Notice.id,
        Notice.kind,
        Notice.at,
        Notice.seen_at,
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
    .where(Notice.member_id == bindparam("viewer_id"), visible_to())
)


def notices(viewer: Viewer) -> Fetch[NoticeRow]:
    """Return the function with which ``paging.list_page`` reads what *viewer* may read now."""
    return by_moment(_NOTICES, Notice.at, Notice.id, values=viewer.binds(), row=NoticeRow)
