"""Who may see a space, who may write in it, and who looks after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, and_, bindparam, exists, or_

from ..members.models import Member, MemberAudience
from .models import Membership, Space

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ..members.viewer import Viewer


_TODAY: Any = bindparam("today", type_=Date)


def readable() -> ColumnElement[bool]:
    """Return the rule of sight: open ones for whoever may, closed ones for their members.

    Bound ones are for the people of the host's group, as the live person has it: a row of
    membership lets nobody read there. It is asked with the viewer's own membership joined, as
    ``belonging`` has it; binds come from ``viewer.sight()``.
    """
    return or_(
        and_(Space.access == "open", bindparam("open_ones")),
        and_(Space.access == "closed", Membership.member_id.is_not(None)),
        and_(
            Space.access == "bound",
            Space.audience.in_(bindparam("viewer_audiences", expanding=True)),
        ),
    )


def belonging() -> ColumnElement[bool]:
    """Return how the viewer's own membership is joined to a space, for ``readable``."""
    return and_(Membership.space_id == Space.id, Membership.member_id == bindparam("viewer_id"))


def read_by(member_id: Any, space_id: Any) -> ColumnElement[bool]:
    """Return whether the member in the column *member_id* reads a space, by its id or that column.

    As ``readable`` has it, but the groups of the host are those they were in when they last wrote.
    """
    here = Space.id == space_id
    belongs = exists().where(
        here,
        Space.access == "closed",
        Membership.space_id == Space.id,
        Membership.member_id == member_id,
    )
    is_of_it = exists().where(
        here,
        Space.access == "bound",
        MemberAudience.audience == Space.audience,
        MemberAudience.member_id == member_id,
    )
    return or_(exists().where(here, Space.access == "open"), belongs, is_of_it)


def stewarding(of: Any = Membership, *, on: Any = _TODAY) -> ColumnElement[bool]:
    """Return whether a membership *of* a table is that of a steward *on* a day.

    Without a day it is a bind: ``today``.
    """
    return and_(of.steward, or_(of.steward_until.is_(None), of.steward_until >= on))


def tending(of: Any = Membership, *, on: Any = _TODAY) -> ColumnElement[bool]:
    """Return whether a membership *of* a table is that of a steward who sees the space *on* a day.

    Who cannot sign in does not, nor, in a bound one, who was not of its group when they last
    wrote. Without a day it is a bind: ``today``.
    """
    who, place = Member.__table__.alias("who"), Space.__table__.alias("place")
    here = place.c.id == of.space_id
    return and_(
        stewarding(of, on=on),
        exists().where(who.c.id == of.member_id, who.c.user_key.is_not(None)),
        or_(
            exists().where(here, place.c.access != "bound"),
            exists().where(
                here,
                MemberAudience.audience == place.c.audience,
                MemberAudience.member_id == of.member_id,
            ),
        ),
    )


def looked_after(space_id: Any, *, on: Any = _TODAY, but: int = 0) -> ColumnElement[bool]:
    """Return whether a space, by its id or that column, has a steward *on* a day.

    Nobody but who sees it counts, and the member *but* does not. Without a day it is a bind:
    ``today``.
    """
    other = Membership.__table__.alias("other")
    return exists().where(
        other.c.space_id == space_id, other.c.member_id != but, tending(other.c, on=on)
    )


def may_manage(viewer: Viewer, space: Any) -> bool:
    """Whether *viewer* may describe *space* and say who belongs to it.

    Its stewards may; an administrator only where the space is open.
    """
    return viewer.allows(
        "manage_space", space, default=space.id in viewer.moderates or _steps_in(viewer, space)
    )


def _steps_in(viewer: Viewer, space: Any) -> bool:
    return viewer.is_admin and space.access == "open"


def may_administer(viewer: Viewer) -> bool:
    """Whether *viewer* may make spaces and name their stewards."""
    return viewer.allows("administer", None, default=viewer.is_admin)


def may_name_steward(viewer: Viewer, space: Any, *, looked_after: bool) -> bool:
    """Whether *viewer* may name a steward from outside: not in a closed space that has one.

    There it would be a way in; in a bound one it lets nobody read.
    """
    return may_administer(viewer) and (space.access != "closed" or not looked_after)
