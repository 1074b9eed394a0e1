"""Reading spaces and who belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, select

from ..core.database.base import now
from ..core.database.session import fetch_all, row, rows
from ..members.models import Member, MemberAudience
from .models import Membership, Space
from .policy import belonging, looked_after, readable, stewarding, tending
from .rows import SpaceRow, StewardRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Row, Select


_READABLE = (
    select(
        Space.id,
        Space.slug,
        Space.name,
        Space.purpose,
        Space.norms,
        Space.access,
        Space.audience,
        Space.listed,
        Space.archived_at,
        stewarding().label("is_steward"),
        Membership.blocked_at,
    )
    .outerjoin(Membership, belonging())
    .where(readable())
    .order_by(Space.archived_at.is_not(None), Space.name, Space.id)
)


def readable_spaces(sight: Mapping[str, Any]) -> Sequence[SpaceRow]:
    """Return every space that a viewer reads, by their ``Viewer.sight()``, in a list's order."""
    return fetch_all(SpaceRow, _READABLE, {**sight, "today": now().date()})


_STEWARDS = (
    select(Membership.space_id, Member.id, Member.handle, Member.name, Membership.steward_until)
    .join(Member, Member.id == Membership.member_id)
    .where(Membership.space_id.in_(bindparam("space_ids", expanding=True)), tending())
    .order_by(Membership.since, Member.id)
)


def stewards(space_ids: Sequence[int]) -> Sequence[StewardRow]:
    """Return who looks after the spaces *space_ids*: space_id, id, handle, name, until."""
    return fetch_all(StewardRow, _STEWARDS, {"space_ids": space_ids, "today": now().date()})


_UNTENDED = (
    select(Space.id, Space.name)
    .where(Space.archived_at.is_(None), Space.listed, ~looked_after(Space.id))
    .order_by(Space.name, Space.id)
)


def untended() -> Sequence[Row[Any]]:
    """Return id and name of every space that nobody looks after today, but archived ones.

    For administrators alone, who may name somebody. The unlisted space of a group is made without
    one: what is discussed there stands on pages of the host.
    """
    return rows(_UNTENDED, {"today": now().date()})


_MEMBERS = (
    select(
        Member.id,
        Member.handle,
        Member.name,
        Member.organisation,
        Membership.blocked_at,
        Membership.since,
        Membership.steward_until,
        stewarding().label("steward"),
        tending().label("moderates"),
        Member.user_key.is_not(None).label("signs_in"),
    )
    .join(Member, Member.id == Membership.member_id)
    .where(Membership.space_id == bindparam("space_id"), ~Member.former)
)


def members(space_id: int) -> Sequence[Row[Any]]:
    """Return the members of a space by name, with what they are there."""
    return rows(
        _MEMBERS.order_by(Member.name, Member.id), {"space_id": space_id, "today": now().date()}
    )


def member(space_id: int, handle: str) -> Row[Any] | None:
    """Return one member of a space, with what they are there."""
    return row(
        _MEMBERS.where(Member.handle == handle.lower()),
        {"space_id": space_id, "today": now().date()},
    )


def readers(space: Any) -> Select[Any] | None:
    """Return the select of the ids of those who read *space* alone, or None for everybody."""
    if space.access == "closed":
        return select(Membership.member_id).where(Membership.space_id == space.id)
    if space.access == "bound":
        return select(MemberAudience.member_id).where(MemberAudience.audience == space.audience)
    return None


def in_group(space: Any, member_id: int) -> bool:
    """Whether a member was in the group that *space* is bound to when they last wrote.

    Of a space that is not bound everybody is.
    """
    if space.access != "bound":
        return True
    group = readers(space)
    return group is not None and bool(rows(group.where(MemberAudience.member_id == member_id)))


def bound() -> Sequence[Row[Any]]:
    """Return each group of the host that a space is bound to: audience, spaces, known.

    *known* is whether somebody here was in it when they last wrote.
    """
    known = exists().where(MemberAudience.audience == Space.audience)
    return rows(
        select(Space.audience, func.count().label("spaces"), known.label("known"))
        .where(Space.audience.is_not(None))
        .group_by(Space.audience)
        .order_by(Space.audience)
    )


def called(slug: str) -> int | None:
    """Return the id of the space *slug*, whoever reads it: for the host, not for the screen."""
    found = row(select(Space.id).where(Space.slug == slug))
    return int(found.id) if found else None


def size(space_id: int) -> int:
    """Return how many members a space has."""
    found = row(select(func.count()).select_from(Membership).where(Membership.space_id == space_id))
    return int(found[0]) if found else 0


def everything() -> Sequence[Row[Any]]:
    """Return name, access and size of every space: what an administrator may know of them."""
    belonging_here = (
        select(func.count())
        .select_from(Membership)
        .where(Membership.space_id == Space.id)
        .scalar_subquery()
    )
    return rows(
        select(
            Space.id,
            Space.slug,
            Space.name,
            Space.access,
            Space.audience,
            Space.archived_at,
            belonging_here.label("size"),
        ).order_by(Space.archived_at.is_not(None), Space.name, Space.id)
    )
