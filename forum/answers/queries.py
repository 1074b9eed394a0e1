"""Reading reports of people who tried an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from ..core.database.session import row, rows
from ..members.models import Member
from .models import Try

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

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


def reports(posts: Iterable[Any]) -> Sequence[Row[Any]]:
    """Return the reports on those of *posts* that were tried: no statement where none was."""
    tried = [post.id for post in posts if post.tried and post.state == "shown"]
    return rows(_REPORTS, {"post_ids": tried}) if tried else ()


def mine(post_id: int, member_id: int) -> Row[Any] | None:
    """Return what a member told of an answer, or None."""
    return row(
        select(Try.outcome, Try.note).where(Try.post_id == post_id, Try.member_id == member_id)
    )
