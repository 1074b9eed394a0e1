"""The rules of spaces: seeing one, managing one, and being its steward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from ..core.database.base import Moment
from ..core.database.id_list import is_among
from ..members.models import Member, MemberAudience
from .models import Membership, Space

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, SQLColumnExpression

    from ..members.viewer import Viewer
    from .rows import SpaceLike


_PRESENT: BindParameter[datetime] = bindparam("present", type_=Moment)


def readable_by_viewer() -> ColumnElement[bool]:
    """Return the rule of sight for the viewer, for open, closed and bound spaces.

    Members can read a closed space: join the viewer's ``own_membership()``. A bound one can be read
    by the people who are in the host's group now; a membership there lets nobody read. Binds:
    ``viewer.sight()``.
    """
    return or_(
        and_(Space.access == "open", bindparam("open_ones")),
        and_(Space.access == "closed", Membership.member_id.is_not(None)),
        and_(Space.access == "bound", is_among(Space.audience, "viewer_audiences")),
    )


def own_membership() -> ColumnElement[bool]:
    """Return the condition that joins the viewer's membership to a space. Bind: ``viewer_id``."""
    return and_(Membership.space_id == Space.id, Membership.member_id == bindparam("viewer_id"))


def readers() -> ColumnElement[int]:
    """Return how many members can read a space, for a statement that selects it.

    Blocked members do not count. Of a group, only people who have visited the forum count.
    """
    here = Membership.space_id == Space.id
    blocked = select(Membership.member_id).where(here, Membership.blocked_at.is_not(None))
    members = select(func.count()).where(here, Membership.blocked_at.is_(None))
    group = select(func.count()).where(
        MemberAudience.audience == Space.audience, MemberAudience.member_id.not_in(blocked)
    )
    everybody = select(func.count()).where(Member.user_key.is_not(None), Member.id.not_in(blocked))
    of = {
        "closed": members.select_from(Membership).correlate(Space).scalar_subquery(),
        "bound": group.select_from(MemberAudience).correlate(Space).scalar_subquery(),
    }
    return case(
        of,
        value=Space.access,
        else_=everybody.select_from(Member).correlate(Space).scalar_subquery(),
    )


def readable_by_member(
    member_id: int | SQLColumnExpression[int],
    space_id: int | SQLColumnExpression[int] | BindParameter[int],
) -> ColumnElement[bool]:
    """Return the condition that a member can read a space, each given by an id or a column of ids.

    The rule of ``readable_by_viewer``, but with the host's groups that the member was in when they
    last wrote: the host cannot be asked about everybody.
    """
    here = Space.id == space_id
    is_member = exists().where(
        here,
        Space.access == "closed",
        Membership.space_id == Space.id,
        Membership.member_id == member_id,
    )
    in_audience = exists().where(
        here,
        Space.access == "bound",
        MemberAudience.audience == Space.audience,
        MemberAudience.member_id == member_id,
    )
    return or_(exists().where(here, Space.access == "open"), is_member, in_audience)


def is_steward(
    membership: type[Membership] = Membership, *, at: datetime | BindParameter[datetime] = _PRESENT
) -> ColumnElement[bool]:
    """Return the condition that *membership* is a steward's *at* a moment, by default ``present``.

    *membership* is the table or an alias of it; ``present`` is a bind.
    """
    return and_(
        membership.steward,
        or_(membership.steward_ends_at.is_(None), membership.steward_ends_at >= at),
    )


def is_active_steward(
    membership: type[Membership] = Membership, *, at: datetime | BindParameter[datetime] = _PRESENT
) -> ColumnElement[bool]:
    """Return the condition that *membership* is a steward's who can sign in and read the space.

    In a bound space a steward must have been in its group when they last wrote. Arguments as for
    ``is_steward``.
    """
    person, space = aliased(Member, name="person"), aliased(Space, name="stewarded")
    here = space.id == membership.space_id
    return and_(
        is_steward(membership, at=at),
        exists().where(person.id == membership.member_id, person.user_key.is_not(None)),
        or_(
            exists().where(here, space.access != "bound"),
            exists().where(
                here,
                MemberAudience.audience == space.audience,
                MemberAudience.member_id == membership.member_id,
            ),
        ),
    )


def has_steward(
    space_id: int | SQLColumnExpression[int],
    *,
    at: datetime | BindParameter[datetime] = _PRESENT,
    except_for: int | SQLColumnExpression[int | None] = 0,
) -> ColumnElement[bool]:
    """Return the condition that a space, given by its id or a column, has an active steward.

    The member *except_for*, an id or a column, does not count. The moment *at* is by default the
    bind ``present``.
    """
    other = aliased(Membership, name="other")
    return exists().where(
        other.space_id == space_id, other.member_id != except_for, is_active_steward(other, at=at)
    )


def may_manage(viewer: Viewer, space: SpaceLike) -> bool:
    """Whether *viewer* may describe *space*, archive it, and change its members and stewards.

    Its stewards may; administrators only if the space is open.
    """
    default = space.id in viewer.moderates or (viewer.is_admin and space.access == "open")
    return viewer.allows("manage_space", space, default=default)


def may_administer(viewer: Viewer) -> bool:
    """Whether *viewer* may create spaces and appoint their stewards."""
    return viewer.allows("administer", None, default=viewer.is_admin)


def may_appoint_from_outside(viewer: Viewer, space: SpaceLike, *, has_steward: bool) -> bool:
    """Whether *viewer* may appoint a steward from the page of all spaces.

    Not in a closed space that has one: it would be a way to read it. In a bound space, a steward
    from outside the group could read nothing anyway.
    """
    return may_administer(viewer) and (space.access != "closed" or not has_steward)
