"""Spaces are made, described, given members and stewards, opened, closed and archived."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, literal, or_, select, update

from ..core.database.base import now
from ..core.database.outbox import tell
from ..core.database.session import session, upsert
from ..core.text.line import slug as made_slug
from ..members.models import Member, MemberAudience
from .models import Membership, Space
from .policy import looked_after, stewarding

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from sqlalchemy import ColumnElement


AGAIN = timedelta(minutes=1)
"""For how long the same space made anew is taken for a second click."""


def make(
    *,
    name: str,
    purpose: str,
    norms: str,
    access: str,
    maker_id: int | None,
    audience: str | None = None,
    slug: str | None = None,
) -> Space:
    """Make a space that its maker looks after, or nobody (None) in an import, and return it.

    *audience* is the host's group that a bound one is for. A slug that is taken, by whatever the
    maker can or cannot see, gets a number added.
    """
    made = Space(
        slug=free_slug(slug or made_slug(name, bare="space")),
        name=name,
        purpose=purpose,
        norms=norms,
        access=access,
        audience=audience,
        made_by=maker_id,
    )
    session().add(made)
    session().flush()
    if maker_id is not None:
        _belong(made.id, maker_id, steward=True)
    return made


def just_made(
    *, name: str, purpose: str, norms: str, access: str, maker_id: int, audience: str | None = None
) -> str | None:
    """Return the slug of the very space that its maker made within the last minute, or None.

    Two requests at once wait for each other on the member.
    """
    session().execute(update(Member).where(Member.id == maker_id).values(name=Member.name))
    found: str | None = session().scalar(
        select(Space.slug)
        .where(
            Space.made_by == maker_id,
            Space.made_at > now() - AGAIN,
            Space.name == name,
            Space.purpose == purpose,
            Space.norms == norms,
            Space.access == access,
            Space.audience.is_not_distinct_from(audience),
        )
        .order_by(Space.id.desc())
    )
    return found


def free_slug(wanted: str) -> str:
    """Return *wanted*, with a number where a space is called so."""
    number, free = 1, wanted
    while session().scalar(select(exists().where(Space.slug == free))):
        number += 1
        free = f"{wanted}-{number}"
    return free


def describe(
    space_id: int, *, name: str, purpose: str, norms: str, access: str, audience: str | None = None
) -> None:
    """Change what a space is for, and who reads it.

    Where one closes, those who look after it today are its members, and nobody else: not who did
    once, not who was blocked, not who left the group that it was bound to. Where a closed one
    opens, or is bound to a group, membership ends: who reads it is said elsewhere.
    """
    before = (
        session()
        .execute(
            update(Space)
            .where(Space.id == space_id)
            .values(name=name, purpose=purpose, norms=norms)
            .returning(Space.access, Space.audience)
        )
        .one()
    )
    if tuple(before) == (access, audience):
        return
    session().execute(
        update(Space).where(Space.id == space_id).values(access=access, audience=audience)
    )
    plain = ~Membership.steward & Membership.blocked_at.is_(None)
    still_of_it = exists().where(
        MemberAudience.audience == (before.audience or ""),
        MemberAudience.member_id == Membership.member_id,
    )
    former = or_(
        Membership.blocked_at.is_not(None),
        ~stewarding(on=now().date()),
        and_(literal(before.audience is not None), ~still_of_it),
    )
    says_nothing = former if access == "closed" else plain
    session().execute(delete(Membership).where(Membership.space_id == space_id, says_nothing))
    tell(session(), kind="space", ids=[space_id])


def archive(space_id: int, *, archived: bool) -> None:
    """Close a space for writing, or open it for writing again. Reading goes on."""
    session().execute(
        update(Space).where(Space.id == space_id).values(archived_at=now() if archived else None)
    )


def admit(space_id: int, member_id: int) -> None:
    """Make somebody a member of a space; a member stays what they are."""
    _belong(space_id, member_id)


def dismiss(space_id: int, member_id: int, *, even_last: bool = False) -> bool:
    """End a membership. What was written stays.

    Return False, and change nothing, where nobody else would look after the space; *even_last*
    does it all the same.
    """
    _hold(space_id)
    gone = session().scalar(
        delete(Membership)
        .where(
            Membership.space_id == space_id,
            Membership.member_id == member_id,
            or_(literal(even_last), ~Membership.steward, _others(space_id, member_id)),
        )
        .returning(Membership.member_id)
    )
    return gone is not None


def leave(member_id: int) -> None:
    """End every membership of somebody who is forgotten."""
    session().execute(delete(Membership).where(Membership.member_id == member_id))


def entrust(space_id: int, member_id: int, *, until: date | None = None) -> None:
    """Let a member look after a space, for good or to the end of the day *until* (UTC)."""
    _belong(space_id, member_id, steward=True, steward_until=until)


def relieve(space_id: int, member_id: int, *, even_last: bool = False) -> bool:
    """End somebody's looking after a space; in a closed one they stay a member.

    Return False, and change nothing, where nobody else would look after it; *even_last* does
    it all the same.
    """
    _hold(space_id)
    free = session().scalar(
        update(Membership)
        .where(
            Membership.space_id == space_id,
            Membership.member_id == member_id,
            or_(literal(even_last), _others(space_id, member_id)),
        )
        .values(steward=False, steward_until=None)
        .returning(Membership.member_id)
    )
    _drop_empty(space_id, member_id)
    return free is not None


def _hold(space_id: int) -> None:
    """Let no two requests end the last two stewardships of a space at once."""
    session().execute(update(Space).where(Space.id == space_id).values(name=Space.name))


def _others(space_id: int, member_id: int) -> ColumnElement[bool]:
    """Return whether somebody else looks after a space today."""
    return looked_after(space_id, on=now().date(), but=member_id)


def block(space_id: int, member_id: int, *, blocked: bool) -> None:
    """Keep somebody from writing in a space, or let them write again.

    In a closed space only a member can be blocked: a row there would let others read.
    """
    held = session().scalar(
        update(Membership)
        .where(Membership.space_id == space_id, Membership.member_id == member_id)
        .values(blocked_at=now() if blocked else None)
        .returning(Membership.member_id)
    )
    if not blocked:
        _drop_empty(space_id, member_id)
    elif held is None and session().scalar(
        select(exists().where(Space.id == space_id, Space.access != "closed"))
    ):
        _belong(space_id, member_id, blocked_at=now())


def _belong(space_id: int, member_id: int, **facts: Any) -> None:
    made = upsert(Membership).values(
        **{"space_id": space_id, "member_id": member_id, "steward": False, "since": now(), **facts}
    )
    keys = [Membership.space_id, Membership.member_id]
    session().execute(
        made.on_conflict_do_update(index_elements=keys, set_=facts)
        if facts
        else made.on_conflict_do_nothing(index_elements=keys)
    )


def _drop_empty(space_id: int, member_id: int) -> None:
    """In a space that has no members a row that says nothing any more goes."""
    session().execute(
        delete(Membership).where(
            Membership.space_id == space_id,
            Membership.member_id == member_id,
            ~Membership.steward,
            Membership.blocked_at.is_(None),
            exists().where(Space.id == space_id, Space.access != "closed"),
        )
    )
