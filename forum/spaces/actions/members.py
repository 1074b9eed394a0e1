"""Adds, blocks and removes the members of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, literal, or_, select, update

from ...core import events
from ...core.database.base import now
from ...core.database.session import session, upsert
from ..models import Membership, Space
from ..policy import has_steward

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement


def add_member(space_id: int, member_id: int) -> None:
    """Make somebody a member of a space; nothing changes if they already are one."""
    upsert_membership(space_id, member_id)


def remove_member(space_id: int, member_id: int, *, even_last: bool = False) -> bool:
    """End a membership. What the member wrote stays.

    Return False, and change nothing, if they are the only steward; with *even_last* the
    membership ends anyway.
    """
    lock_space(space_id)
    removed = session().scalar(
        delete(Membership)
        .where(
            Membership.space_id == space_id,
            Membership.member_id == member_id,
            or_(literal(even_last), ~Membership.steward, has_other_steward(space_id, member_id)),
        )
        .returning(Membership.member_id)
    )
    return removed is not None


def remove_from_all_spaces(member_id: int) -> None:
    """End every membership of a member who is forgotten."""
    session().execute(delete(Membership).where(Membership.member_id == member_id))


def block_member(space_id: int, member_id: int, *, blocked: bool) -> None:
    """Block a member from writing in a space, or let them write again.

    In a closed space only its members can be blocked: a membership there would let others read.
    """
    updated = session().scalar(
        update(Membership)
        .where(Membership.space_id == space_id, Membership.member_id == member_id)
        .values(blocked_at=now() if blocked else None)
        .returning(Membership.member_id)
    )
    if not blocked:
        delete_empty_membership(space_id, member_id)
    elif updated is None and session().scalar(
        select(exists().where(Space.id == space_id, Space.access != "closed"))
    ):
        upsert_membership(space_id, member_id, blocked_at=now())


def upsert_membership(space_id: int, member_id: int, **values: bool | datetime | None) -> None:
    """Create a membership with *values*, or set them on the existing one."""
    made = upsert(Membership).values(
        **{"space_id": space_id, "member_id": member_id, "steward": False, "since": now(), **values}
    )
    keys = [Membership.space_id, Membership.member_id]
    session().execute(
        made.on_conflict_do_update(index_elements=keys, set_=values)
        if values
        else made.on_conflict_do_nothing(index_elements=keys)
    )
    events.shown_again.send(None, space=space_id, at=now())


def delete_empty_membership(space_id: int, member_id: int) -> None:
    """Delete a membership of a space without members that is neither a steward's nor blocked."""
    session().execute(
        delete(Membership).where(
            Membership.space_id == space_id,
            Membership.member_id == member_id,
            ~Membership.steward,
            Membership.blocked_at.is_(None),
            exists().where(Space.id == space_id, Space.access != "closed"),
        )
    )


def lock_space(space_id: int) -> None:
    """Lock a space until the commit, for what only one of two requests at once may do."""
    session().execute(update(Space).where(Space.id == space_id).values(name=Space.name))


def has_other_steward(space_id: int, member_id: int) -> ColumnElement[bool]:
    """Return the condition that a space has a steward now other than the member."""
    return has_steward(space_id, at=now(), except_for=member_id)
