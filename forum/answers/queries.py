"""Reading reports of people who tried an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from .models import Try
from .rows import OwnReportRow, ReportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..threads.rows import PostRow

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


def reports(posts: Iterable[PostRow]) -> Sequence[ReportRow]:
    """Return the reports on those of *posts* that were tried: no statement where none was."""
    tried = [post.id for post in posts if post.tried and post.state == "shown"]
    return fetch_all(ReportRow, _REPORTS, {"post_ids": tried}) if tried else ()


def own_report(post_id: int, member_id: int) -> OwnReportRow | None:
    """Return what a member reported of an answer, or None."""
    statement = select(Try.outcome, Try.note)
    return fetch_one(
        OwnReportRow, statement.where(Try.post_id == post_id, Try.member_id == member_id)
    )
