"""Reading reports and the log of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from ..core.database.base import now
from ..core.database.keyset import by_id
from ..core.database.session import row, rows
from ..members.models import Member
from ..spaces.models import Membership
from ..spaces.policy import stewarding
from ..threads.models import Post, Thread
from ..threads.policy import visible_to
from .models import LogEntry, Report
from .policy import may_settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer

_Author, _About = aliased(Member), aliased(Member)
MOST = 200
"""Open reports on a page; what is more comes up as these are settled."""

_WAITS = and_(
    Report.space_id == bindparam("space_id"),
    Report.closed_at.is_(None),
    Thread.space_id == Report.space_id,
    visible_to(),
)
_REPORTS = (
    select(
        Report.id,
        Report.text,
        Report.at,
        Report.reporter_id,
        Report.post_id,
        Member.name.label("reporter_name"),
        Member.handle.label("reporter_handle"),
        Post.number,
        Post.html,
        Post.state,
        Post.author_id,
        Post.at.label("written_at"),
        _Author.name.label("author_name"),
        _Author.handle.label("author_handle"),
        Thread.id.label("thread_id"),
        Thread.title,
    )
    .join(Member, Member.id == Report.reporter_id)
    .join(Post, Post.id == Report.post_id)
    .join(_Author, _Author.id == Post.author_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(_WAITS)
    .order_by(Report.post_id, Report.id)
    .limit(MOST)
)
_OPEN = (
    select(func.count(Report.post_id.distinct()))
    .join(Post, Post.id == Report.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(_WAITS)
)


def open_reports(viewer: Viewer, space_id: int) -> Sequence[Row[Any]]:
    """Return the reports of a space that nobody has settled, those on one post together."""
    return rows(_REPORTS, _binds(viewer, space_id))


def reported(viewer: Viewer, space_id: int) -> int:
    """Return how many posts wait with a report; only a steward's page asks the database."""
    found = row(_OPEN, _binds(viewer, space_id)) if may_settle(viewer, space_id) else None
    return int(found[0]) if found else 0


def _binds(viewer: Viewer, space_id: int) -> dict[str, Any]:
    return {"space_id": space_id, "viewer_spaces": sorted(viewer.reads)}


_LOG = (
    select(
        LogEntry.id,
        LogEntry.act,
        LogEntry.reason,
        LogEntry.at,
        LogEntry.post_id,
        Member.name.label("actor_name"),
        Member.handle.label("actor_handle"),
        _About.name.label("about_name"),
        _About.handle.label("about_handle"),
        LogEntry.member_id,
        Thread.id.label("thread_id"),
        Thread.slug,
        Thread.title,
    )
    .join(Member, Member.id == LogEntry.actor_id)
    .outerjoin(_About, _About.id == LogEntry.member_id)
    .outerjoin(Thread, and_(Thread.id == LogEntry.thread_id, visible_to()))
    .where(LogEntry.space_id == bindparam("space_id"))
)


def log(viewer: Viewer, space_id: int) -> Fetch[Any]:
    """Return what ``paging.list_page`` calls to read the log of a space already granted.

    A thread that went where *viewer* does not read has no title and no address any more.
    """
    return by_id(_LOG, LogEntry.id, values=_binds(viewer, space_id))


def person(space: Any, handle: str) -> Row[Any] | None:
    """Return somebody as they stand in *space*: id, name, steward, blocked_at.

    Of a closed space only its members are known.
    """
    found = (
        select(
            Member.id,
            Member.handle,
            Member.name,
            Membership.blocked_at,
            func.coalesce(stewarding(), False).label("steward"),
        )
        .outerjoin(
            Membership, and_(Membership.member_id == Member.id, Membership.space_id == space.id)
        )
        .where(Member.handle == handle.lower(), ~Member.former)
    )
    if space.access == "closed":
        found = found.where(Membership.member_id.is_not(None))
    return row(found, {"today": now().date()})
