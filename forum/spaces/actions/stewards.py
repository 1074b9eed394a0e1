"""Appoints stewards and ends their time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal, or_, update

from ...core import events
from ...core.database.session import session
from ..models import Membership
from .members import delete_empty_membership, has_other_steward, lock_space, upsert_membership

if TYPE_CHECKING:
    from datetime import datetime


def appoint_steward(space_id: int, member_id: int, *, until: datetime | None = None) -> None:
    """Make a member a steward of a space, for good or until a moment.

    They are told of reports that wait there.
    """
    upsert_membership(space_id, member_id, steward=True, steward_ends_at=until)
    events.steward_appointed.send(None, space=space_id, member=member_id)


def end_stewardship(space_id: int, member_id: int, *, even_last: bool = False) -> bool:
    """End a member's time as a steward; in a closed space they stay a member.

    Return False, and change nothing, if they are the only steward; with *even_last* it ends
    anyway.
    """
    lock_space(space_id)
    ended = session().scalar(
        update(Membership)
        .where(
            Membership.space_id == space_id,
            Membership.member_id == member_id,
            or_(literal(even_last), has_other_steward(space_id, member_id)),
        )
        .values(steward=False, steward_ends_at=None)
        .returning(Membership.member_id)
    )
    delete_empty_membership(space_id, member_id)
    return ended is not None
