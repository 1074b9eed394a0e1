"""Reading reports of people who tried an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from ..database.session import row, rows
from ..members.models import Member
from .models import Try

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Row

_REPORTS = (
    select(
        Try.post_id, Try.member_id, Try.outcome, Try.note, Try.at, Member.name,
        Member.organisation, Member.former,
    )
    .join(Member, Member.id == Try.member_id)
    .where(Try.post_id.in_(bindparam("post_ids", expanding=True)))
    .order_by(Try.at, Try.member_id)
)  # fmt: skip


def reports(posts: Iterable[Any]) -> Mapping[int, list[Row[Any]]]:
    """Return the reports on those of *posts* that were tried, by post: no statement for none."""
    tried = [post.id for post in posts if post.tried and post.state == "shown"]
    told: dict[int, list[Row[Any]]] = {}
    if tried:
        for report in rows(_REPORTS, {"post_ids": tried}):
            told.setdefault(report.post_id, []).append(report)
    return told


def mine(post_id: int, member_id: int) -> Row[Any] | None:
    """Return what a member told of an answer, or None."""
    return row(
        select(Try.outcome, Try.note).where(Try.post_id == post_id, Try.member_id == member_id)
    )
