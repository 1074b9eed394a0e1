"""Reads the reports and the log of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from ..core.database.base import now
from ..core.database.keyset import by_id
from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..spaces.models import Membership
from ..spaces.policy import is_steward
from ..threads.models import Post, Thread
from ..threads.policy import readable_html, visible_to, withheld
from .models import LogEntry, Report
from .policy import may_settle
from .rows import LogRow, OpenReportRow, PersonRow, ReportedPostsRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow

_Author, _About = aliased(Member), aliased(Member)
MOST = 200
"""How many open reports a page shows; the rest follow when these are closed."""

_IS_OPEN = and_(
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
        readable_html("stewards"),
        withheld("stewards"),
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


def count_reported_posts(viewer: Viewer, space_id: int) -> int:
    """Return how many posts have open reports; 0, without a query, unless *viewer* is a steward."""
    if not may_settle(viewer, space_id):
        return 0
    found = fetch_one(ReportedPostsRow, _COUNT, _binds(viewer, space_id))
    return found.posts if found else 0


def _binds(viewer: Viewer, space_id: int) -> dict[str, object]:
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


def log(viewer: Viewer, space_id: int) -> Fetch[LogRow]:
    """Return the function with which ``paging.list_page`` reads the log of a space.

    The caller has checked that *viewer* reads the space. Threads that were moved to a space the
    viewer cannot read have neither title nor address.
    """
    return by_id(_LOG, LogEntry.id, values=_binds(viewer, space_id), row=LogRow)


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
        .where(Member.handle == handle.lower(), ~Member.former)
    )
    if space.access == "closed":
        statement = statement.where(Membership.member_id.is_not(None))
    return fetch_one(PersonRow, statement, {"today": now().date()})
