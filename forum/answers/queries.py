"""Reading the reports of members who tried an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..threads.models import Post, Thread
from ..threads.policy import unsealed, visible_to
from ..threads.queries import reader
from ..threads.rows import HelpedRow
from .models import Try
from .rows import OwnReportRow, ReportRow, TriedRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..members.viewer import Viewer
    from ..threads.rows import PostLike

_REPORTS = (
    select(
        Try.post_id,
        Try.member_id,
        Try.outcome,
        Try.note,
        Try.at,
        Member.name,
        Member.organisation,
        Member.former,
    )
    .join(Member, Member.id == Try.member_id)
    .where(Try.post_id.in_(bindparam("post_ids", expanding=True)))
    .order_by(Try.at, Try.member_id)
)


def reports(posts: Iterable[PostLike]) -> Sequence[ReportRow]:
    """Return the reports on *posts*, oldest first; no statement is sent if none was tried."""
    tried = [post.id for post in posts if post.tried and post.state == "shown"]
    return fetch_all(ReportRow, _REPORTS, {"post_ids": tried}) if tried else ()


_OWN_REPORT = select(Try.outcome, Try.note).where(
    Try.post_id == bindparam("post_id"), Try.member_id == bindparam("member_id")
)


def own_report(post_id: int, member_id: int | None) -> OwnReportRow | None:
    """Return the report of a member on an answer, or None."""
    return fetch_one(OwnReportRow, _OWN_REPORT, {"post_id": post_id, "member_id": member_id})


_REPORTED = (
    select(Try.post_id)
    .join(Post, Post.id == Try.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Try.member_id == bindparam("member_id"), visible_to(), unsealed())
    .limit(1)
)


def has_reported(viewer: Viewer, member_id: int) -> bool:
    """Return whether a member has reported on an answer that *viewer* reads."""
    values = {"member_id": member_id, **viewer.binds()}
    return fetch_one(TriedRow, _REPORTED, values) is not None


_HELPED = (
    select(Post.id, Post.number, Member.name)
    .join(Member, Member.id == Post.author_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.helped, Post.state == "shown", unsealed())
    .order_by(Post.number)
)


def helpful_posts(viewer: Viewer, thread_id: int) -> Sequence[HelpedRow]:
    """Return the answers that helped the asker, in the order they were written."""
    return fetch_all(HelpedRow, _HELPED, {"thread_id": thread_id, **reader(viewer)})
