"""Stores in which groups of the host members are."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from ...core.database.session import fetch_all, session, upsert
from ..models import MemberAudience
from ..rows import AudienceRow

_AUDIENCES = select(MemberAudience.audience).where(MemberAudience.member_id == bindparam("of"))


def store_audiences(member_id: int, audiences: frozenset[str]) -> None:
    """Store the groups of the host that a member is in now, and no others."""
    theirs = MemberAudience.member_id == member_id
    stored = {row.audience for row in fetch_all(AudienceRow, _AUDIENCES, {"of": member_id})}
    if gone := stored - audiences:
        session().execute(delete(MemberAudience).where(theirs, MemberAudience.audience.in_(gone)))
    if new := audiences - stored:
        session().execute(
            upsert(MemberAudience).on_conflict_do_nothing(),
            [{"member_id": member_id, "audience": audience} for audience in sorted(new)],
        )


def rename_audience(old: str, new: str) -> None:
    """Store *new* for every member who was in the host's group *old*."""
    was_in_old = MemberAudience.audience == old
    also_in_new = MemberAudience.member_id.in_(
        select(MemberAudience.member_id).where(MemberAudience.audience == new)
    )
    session().execute(delete(MemberAudience).where(was_in_old, also_in_new))
    session().execute(update(MemberAudience).where(was_in_old).values(audience=new))
