"""Reads the reports and the log of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from ..attempts.models import Attempt
from ..core.database.base import now
from ..core.database.keyset import by_id
from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..members.queries import has_handle
from ..spaces.models import Membership, Space
from ..spaces.policy import is_steward, readable_by_member
from ..threads.models import Post, Revision, Thread
from ..threads.policy.readable_text import readable_html, withheld
from ..threads.policy.sight import unsealed, visible_to
from .models import LogEntry, Report
from .policy import may_settle, may_undo, readable
from .rows import (
    AuthorsRow,
    LogRow,
    MoveRow,
    NewestMoveRow,
    OpenReportRow,
    PersonRow,
    ReportedPostsRow,
    SealedPostRow,
    ThreadRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, SQLColumnExpression

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow

_Author, _About = aliased(Member), aliased(Member)
MOST = 200
"""How many open reports a page shows; the rest follow when these are closed."""

_IS_SEALED, _IS_TAKE = ~unsealed("stewards"), ~unsealed()
"""Whether a post is sealed to the steward, and whether it is or was opened to them to decide."""


def _unless_sealed(
    column: SQLColumnExpression[Any], is_sealed: ColumnElement[bool] = _IS_SEALED
) -> ColumnElement[Any]:
    """Return *column*, "" for a first take that is sealed to the steward: only its report is not.

    Who reported it has written one too: they are not named either, even once it is open to decide.
    """
    return case((is_sealed, literal_column("''")), else_=column)


_IS_OPEN = and_(Report.closed_at.is_(None), readable())
_REPORTS = (
    select(
        Report.id,
        Report.text,
        Report.at,
        Report.reporter_id,
        Report.post_id,
        _unless_sealed(Member.name, _IS_TAKE).label("reporter_name"),
        _unless_sealed(Member.handle, _IS_TAKE).label("reporter_handle"),
        Post.number,
        _unless_sealed(readable_html("stewards")).label("html"),
        withheld("stewards"),
        Post.state,
        Post.author_id,
        Post.at.label("written_at"),
        _unless_sealed(_Author.name).label("author_name"),
        _unless_sealed(_Author.handle).label("author_handle"),
        Thread.id.label("thread_id"),
        Thread.title,
        _IS_SEALED.label("sealed"),
        _IS_TAKE.label("reporter_sealed"),
    )
    .join(Member, Member.id == Report.reporter_id)
    .join(Post, Post.id == Report.post_id)
    .join(_Author, _Author.id == Post.author_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(_IS_OPEN)
    .order_by(Report.post_id, Report.id)
    .limit(MOST)
)
_COUNT = (
    select(func.count(Report.post_id.distinct()).label("posts"))
    .join(Post, Post.id == Report.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(_IS_OPEN)
)


def open_reports(viewer: Viewer, space_id: int) -> Sequence[OpenReportRow]:
    """Return the open reports of a space, ordered by the post that they are about."""
    return fetch_all(OpenReportRow, _REPORTS, _binds(viewer, space_id))


_SEALED_POST = (
    select(Post.id, Post.thread_id, Thread.space_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(Report, Report.post_id == Post.id)
    .where(_IS_OPEN, _IS_SEALED, Post.id == bindparam("reported_id"))
)


def sealed_post(viewer: Viewer, space_id: int, post_id: int) -> SealedPostRow | None:
    """Return a reported first take of a space that is sealed to *viewer*, its steward, or None."""
    values = {"reported_id": post_id, **_binds(viewer, space_id)}
    return fetch_one(SealedPostRow, _SEALED_POST, values)


def count_reported_posts(viewer: Viewer, space_id: int) -> int:
    """Return how many posts have open reports; 0, without a query, unless *viewer* is a steward."""
    if not may_settle(viewer, space_id):
        return 0
    found = fetch_one(ReportedPostsRow, _COUNT, _binds(viewer, space_id))
    return found.posts if found else 0


def _binds(viewer: Viewer, space_id: int) -> dict[str, object]:
    return {"space_id": space_id, **viewer.binds()}


_OPEN_IN_THREAD = (
    select(func.count(Report.post_id.distinct()).label("posts"))
    .join(Post, Post.id == Report.post_id)
    .where(Report.closed_at.is_(None), Post.thread_id == bindparam("thread_id"))
)


def has_open_reports(thread_id: int) -> bool:
    """Return whether posts of a thread have open reports, whoever may read them."""
    found = fetch_one(ReportedPostsRow, _OPEN_IN_THREAD, {"thread_id": thread_id})
    return bool(found and found.posts)


_LOG = (
    select(
        LogEntry.id,
        LogEntry.act,
        LogEntry.reason,
        LogEntry.at,
        Post.id.label("post_id"),
        LogEntry.actor_id,
        LogEntry.thread_id.label("moved_id"),
        Member.name.label("actor_name"),
        Member.handle.label("actor_handle"),
        _About.name.label("about_name"),
        _About.handle.label("about_handle"),
        _About.id.label("member_id"),
        Thread.id.label("thread_id"),
        Thread.slug,
        Thread.title,
    )
    .join(Member, Member.id == LogEntry.actor_id)
    .outerjoin(Post, and_(Post.id == LogEntry.post_id, unsealed()))
    .outerjoin(
        _About,
        and_(
            _About.id == LogEntry.member_id, or_(LogEntry.post_id.is_(None), Post.id.is_not(None))
        ),
    )
    .outerjoin(Thread, and_(Thread.id == LogEntry.thread_id, visible_to()))
    .where(LogEntry.space_id == bindparam("space_id"))
)


def log(viewer: Viewer, space_id: int) -> Fetch[LogRow]:
    """Return the function with which ``paging.list_page`` reads the log of a space.

    The caller has checked that *viewer* reads the space. Threads that were moved to a space the
    viewer cannot read have neither title nor address, and of a first take that is sealed to them it
    is not said whose it is.
    """
    return by_id(_LOG, LogEntry.id, values=_binds(viewer, space_id), row=LogRow)


_MOVES = (
    select(LogEntry.thread_id, func.max(LogEntry.id).label("newest"))
    .where(
        LogEntry.thread_id.in_(bindparam("threads", expanding=True)),
        LogEntry.act.in_(("move", "undo")),
    )
    .group_by(LogEntry.thread_id)
)
_MOVE = select(
    LogEntry.id,
    LogEntry.act,
    LogEntry.actor_id,
    LogEntry.at,
    LogEntry.thread_id.label("moved_id"),
    LogEntry.space_id,
).where(LogEntry.id == bindparam("entry_id"))


def undoable_moves(viewer: Viewer, entries: Iterable[LogRow]) -> frozenset[int]:
    """Return the ids of those of *entries* that are moves which *viewer* may undo."""
    own = {entry.moved_id: entry.id for entry in entries if may_undo(viewer, entry)}
    newest = fetch_all(NewestMoveRow, _MOVES, {"threads": list(own)}) if own else ()
    return frozenset(row.newest for row in newest if row.newest in own.values())


def undoable_move(viewer: Viewer, space_id: int, entry_id: int) -> MoveRow | None:
    """Return a move out of a space that *viewer* may undo; None if there is none, or no longer."""
    entry = fetch_one(MoveRow, _MOVE, {"entry_id": entry_id})
    if entry is None or entry.space_id != space_id or not may_undo(viewer, entry):
        return None
    return entry if is_newest_move(entry) else None


def is_newest_move(entry: MoveRow) -> bool:
    """Whether the thread was not moved again after *entry*."""
    newest = fetch_one(NewestMoveRow, _MOVES, {"threads": [entry.moved_id]})
    return newest is not None and newest.newest == entry.id


def is_written_for_few(thread_id: int, *, since: datetime) -> bool:
    """Whether something was written or edited in a thread *since*, and not everybody may read it.

    Only some people read a closed space or one of a group. Posts, reports of tries and the reason
    for a lock count as written.
    """
    post = and_(Post.thread_id == Thread.id, Post.state != "withdrawn")
    edited = exists().where(post, Revision.post_id == Post.id, Revision.at > since)
    told = or_(Attempt.at > since, Attempt.corrected_at > since)
    tried = or_(
        exists().where(post, Attempt.post_id == Post.id, told),
        exists().where(Attempt.thread_id == Thread.id, told),
    )
    written = or_(edited, tried, Thread.locked_at > since)
    statement = (
        select(Thread.id)
        .join(Space, Space.id == Thread.space_id)
        .where(Thread.id == thread_id, Space.access != "open", written)
    )
    return fetch_one(ThreadRow, statement) is not None


def authors_without_sight(thread_id: int, space_id: int) -> int:
    """Return how many members who wrote in a thread cannot read a space.

    Asked for one space after another, the number says who they are: not of sealed first takes.
    """
    statement = (
        select(func.count(Post.author_id.distinct()).label("members"))
        .join(Member, Member.id == Post.author_id)
        .where(
            Post.thread_id == thread_id,
            Member.user_key.is_not(None),
            ~readable_by_member(Post.author_id, space_id),
        )
    )
    found = fetch_one(AuthorsRow, statement)
    return found.members if found else 0


def person(space: SpaceRow, handle: str) -> PersonRow | None:
    """Return the person with *handle*; in a closed *space*, only somebody who belongs to it."""
    statement = (
        select(
            Member.id,
            Member.handle,
            Member.name,
            Membership.blocked_at,
            func.coalesce(is_steward(), False).label("steward"),
        )
        .outerjoin(
            Membership, and_(Membership.member_id == Member.id, Membership.space_id == space.id)
        )
        .where(has_handle(handle), ~Member.former)
    )
    if space.access == "closed":
        statement = statement.where(Membership.member_id.is_not(None))
    return fetch_one(PersonRow, statement, {"today": now().date()})
