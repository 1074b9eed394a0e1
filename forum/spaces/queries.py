"""Reads spaces, their members and their stewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, select

from ..core.database.base import now
from ..core.database.id_list import is_among
from ..core.database.session import fetch_all, fetch_one, fetch_pairs, session
from ..core.database.statement_cache import with_cache
from ..core.text.folding import folded
from ..members.models import Member, MemberAudience
from ..members.queries import by_key, has_handle
from ..members.rows import StoredMemberRow
from .models import Membership, Space
from .policy import has_steward, is_active_steward, is_steward, own_membership, readable_by_viewer
from .rows import (
    AdminSpaceRow,
    BoundAudienceRow,
    MemberIdRow,
    NamedSpaceRow,
    OwnMemberRow,
    SpaceIdRow,
    SpaceMemberRow,
    SpaceRow,
    SpaceSizeRow,
    StewardRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

    from ..members.viewer import Sight
    from .rows import SpaceLike


_SPACE = (
    select(
        Space.id,
        Space.slug,
        Space.name,
        Space.purpose,
        Space.norms,
        Space.norms_changed_at,
        Space.access,
        Space.audience,
        Space.listed,
        Space.archived_at,
        Space.hides_reported,
        Space.goal,
        Space.last_day,
        Space.prompts,
        is_steward().label("is_steward"),
        Membership.blocked_at,
    )
    .select_from(Space)
    .where(readable_by_viewer())
    .order_by(Space.archived_at.is_not(None), Space.name_folded, Space.id)
)
_READABLE = with_cache(_SPACE.outerjoin(Membership, own_membership()))
_MEMBER_AND_READABLE = with_cache(
    _SPACE.add_columns(
        Member.id.label("member_id"),
        Member.handle,
        Member.name.label("member_name"),
        Member.organisation,
        Member.address,
        Member.avatar,
    )
    .join(Member, Member.user_key == bindparam("key"))
    .outerjoin(Membership, and_(Membership.space_id == Space.id, Membership.member_id == Member.id))
)


def readable_spaces(sight: Sight) -> Sequence[SpaceRow]:
    """Return every space that a viewer can read, in the order of a list.

    *sight* is their ``Viewer.sight()``.
    """
    return fetch_all(SpaceRow, _READABLE, {**sight, "present": now()})


def member_and_spaces(
    key: str, sight: Sight
) -> tuple[StoredMemberRow | None, Sequence[SpaceRow] | None]:
    """Return the member with the host's user id *key*, and every space that they can read.

    One statement for what nearly every page of a member needs. *sight* is that of the person, who
    is not known as a member yet. The spaces are None if there is no such member, or if they can
    read none.
    """
    values = {**sight, "key": key, "present": now()}
    found = fetch_pairs(SpaceRow, OwnMemberRow, _MEMBER_AND_READABLE, values)
    if not found:
        return by_key(key), None
    return StoredMemberRow._make(found[0][1]), [space for space, _ in found]


_STEWARDS = with_cache(
    select(Membership.space_id, Member.id, Member.handle, Member.name, Membership.steward_ends_at)
    .join(Member, Member.id == Membership.member_id)
    .where(is_among(Membership.space_id, "space_ids"), is_active_steward())
    .order_by(Membership.since, Member.id)
)


def stewards(space_ids: Sequence[int]) -> Sequence[StewardRow]:
    """Return the active stewards of the spaces *space_ids*."""
    return fetch_all(StewardRow, _STEWARDS, {"space_ids": space_ids, "present": now()})


def is_blocked(member_id: int) -> bool:
    """Whether a member is blocked from writing in any space."""
    blocked = exists().where(Membership.member_id == member_id, Membership.blocked_at.is_not(None))
    return bool(session().scalar(select(blocked)))


_SIZES = (
    select(
        Membership.space_id,
        (func.count() - func.count(Membership.blocked_at)).label("members"),
        func.count(Membership.blocked_at).label("blocked"),
    )
    .where(is_among(Membership.space_id, "space_ids"))
    .group_by(Membership.space_id)
)


def sizes(space_ids: Sequence[int]) -> dict[int, SpaceSizeRow]:
    """Return how many people can read each of the closed spaces *space_ids*, by id."""
    found = fetch_all(SpaceSizeRow, _SIZES, {"space_ids": space_ids}) if space_ids else ()
    return {row.space_id: row for row in found}


_WITHOUT_STEWARD = (
    select(Space.id, Space.name)
    .where(Space.archived_at.is_(None), Space.listed, ~has_steward(Space.id))
    .order_by(Space.name_folded, Space.id)
)


def spaces_without_steward() -> Sequence[NamedSpaceRow]:
    """Return the spaces without a steward now, except for archived ones.

    Only for administrators, who can appoint one. The unlisted space of a group never has a steward:
    its discussions are on pages of the host.
    """
    return fetch_all(NamedSpaceRow, _WITHOUT_STEWARD, {"present": now()})


_MEMBERS = (
    select(
        Member.id,
        Member.handle,
        Member.name,
        Member.organisation,
        Membership.blocked_at,
        Membership.since,
        Membership.steward_ends_at,
        is_steward().label("steward"),
        is_active_steward().label("moderates"),
        Member.user_key.is_not(None).label("signs_in"),
    )
    .join(Member, Member.id == Membership.member_id)
    .where(Membership.space_id == bindparam("space_id"), ~Member.former, Member.handle.is_not(None))
)


def members(space_id: int) -> Sequence[SpaceMemberRow]:
    """Return the members of a space by name; if not closed, stewards and blocked ones."""
    binds = {"space_id": space_id, "present": now()}
    return fetch_all(SpaceMemberRow, _MEMBERS.order_by(Member.name_folded, Member.id), binds)


def member(space_id: int, handle: str) -> SpaceMemberRow | None:
    """Return one member of a space, or None."""
    binds = {"space_id": space_id, "present": now()}
    return fetch_one(SpaceMemberRow, _MEMBERS.where(has_handle(handle)), binds)


def reader_ids(space: SpaceLike) -> Select[int] | None:
    """Return a select of the ids of the members who can read *space*, or None for everybody."""
    if space.access == "closed":
        return select(Membership.member_id).where(Membership.space_id == space.id)
    if space.access == "bound":
        return select(MemberAudience.member_id).where(MemberAudience.audience == space.audience)
    return None


def in_audience(space: SpaceLike, member_id: int) -> bool:
    """Whether a member was in the group that *space* is bound to when they last wrote.

    True for every member if the space is not bound.
    """
    if space.access != "bound":
        return True
    found = select(MemberAudience.member_id).where(
        MemberAudience.audience == space.audience, MemberAudience.member_id == member_id
    )
    return fetch_one(MemberIdRow, found) is not None


def bound_audiences() -> Sequence[BoundAudienceRow]:
    """Return each group of the host that spaces are bound to, by name."""
    known = exists().where(MemberAudience.audience == Space.audience)
    found = fetch_all(
        BoundAudienceRow,
        select(Space.audience, func.count().label("spaces"), known.label("known"))
        .where(Space.audience.is_not(None))
        .group_by(Space.audience),
    )
    return sorted(found, key=lambda group: (folded(group.audience), group.audience))


def id_by_slug(slug: str) -> int | None:
    """Return the id of the space *slug*, whoever can read it. For decisions, not for the screen."""
    found = fetch_one(SpaceIdRow, select(Space.id).where(Space.slug == slug))
    return found.id if found else None


def all_spaces() -> Sequence[AdminSpaceRow]:
    """Return every space with what an administrator may know of it."""
    size = (
        select(func.count())
        .select_from(Membership)
        .where(Membership.space_id == Space.id)
        .scalar_subquery()
    )
    return fetch_all(
        AdminSpaceRow,
        select(
            Space.id,
            Space.slug,
            Space.name,
            Space.access,
            Space.audience,
            Space.archived_at,
            size.label("size"),
        ).order_by(Space.archived_at.is_not(None), Space.name_folded, Space.id),
    )
