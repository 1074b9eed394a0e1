"""A person of a space, whom its stewards block or let write again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from ...core.database.base import now
from ...core.database.session import fetch_one
from ...members.models import Member
from ...members.queries import has_handle
from ...spaces.models import Membership
from ...spaces.policy import is_steward
from ..rows import PersonRow

if TYPE_CHECKING:
    from ...spaces.rows import SpaceRow


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
    return fetch_one(PersonRow, statement, {"present": now()})
