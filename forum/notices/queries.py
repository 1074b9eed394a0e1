"""Reading what is to be told, and how a viewer stands to a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, literal, select

from ..core.database.keyset import by_moment
from ..core.database.session import row
from ..following.models import Follow, ReadMark
from ..following.queries import Standing
from ..members.models import Member
from ..spaces.models import Space
from ..threads.models import Post, Thread
from ..threads.policy import visible_to
from .models import Notice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer


def _unseen(*more: ColumnElement[bool]) -> ScalarSelect[Any]:
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


_UNSEEN = select(_unseen())
_here = select(literal(1).label("one")).subquery()
_STANDING = (
    select(
        func.coalesce(ReadMark.read_to, 0),
        func.coalesce(ReadMark.beyond, ""),
        func.coalesce(ReadMark.read_count, 0),
        func.coalesce(Follow.following, False),
        _unseen(),
        _unseen(Notice.thread_id == bindparam("thread_id")),
    )
    .select_from(_here)
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


def unseen(viewer: Viewer) -> int:
    """Return how many things wait for *viewer*, counted over what they may see now."""
    found = row(_UNSEEN, viewer.binds()) if viewer.member_id else None
    return int(found[0]) if found else 0


def standing(viewer: Viewer, thread_id: int) -> Standing:
    """Return how *viewer* stands to a thread, in one statement; a guest stands nowhere."""
    if viewer.member_id is None:
        return Standing()
    found = row(_STANDING, {"thread_id": thread_id, **viewer.binds()})
    return Standing(*found) if found else Standing()


_TOLD = (
    select(
        Notice.id,
        Notice.kind,
        Notice.at,
        Notice.seen_at,
        Notice.post_id,
        Post.number,
        Post.html,
        Post.state,
        Post.state_why,
        Post.author_id,
        Thread.title,
        Thread.kind.label("thread_kind"),
        Thread.author_id.label("opener_id"),
        Thread.anchor_title,
        Thread.anchor_url,
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
        Member.name.label("author_name"),
        Member.organisation.label("author_organisation"),
    )
    .join(Thread, Thread.id == Notice.thread_id)
    .join(Post, Post.id == Notice.post_id)
    .join(Space, Space.id == Thread.space_id)
    .join(Member, Member.id == Post.author_id)
    .where(Notice.member_id == bindparam("viewer_id"), visible_to())
)


def told(viewer: Viewer) -> Fetch[Any]:
    """Return what ``paging.list_page`` calls to read what *viewer* was told and may see now."""
    return by_moment(_TOLD, Notice.at, Notice.id, values=viewer.binds())
