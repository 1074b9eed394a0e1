"""Spaces are made, described, given members and stewards, opened, closed and archived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ..database.base import now
from ..database.outbox import tell
from ..database.session import session
from ..text.line import slug as made_slug
from .models import Membership, Space

if TYPE_CHECKING:
    from datetime import date
    from typing import Any


def make(
    *,
    name: str,
    purpose: str,
    norms: str,
    access: str,
    maker_id: int | None,
    slug: str | None = None,
) -> Space:
    """Make a space that its maker looks after, or nobody (None) in an import, and return it.

    A slug that is taken, by whatever the maker can or cannot see, gets a number added.
    """
    made = Space(
        slug=_free(slug or made_slug(name)), name=name, purpose=purpose, norms=norms,
        access=access, made_by=maker_id,
    )  # fmt: skip
    session().add(made)
    session().flush()
    if maker_id is not None:
        _belong(made.id, maker_id, steward=True)
    return made


def _free(wanted: str) -> str:
    number, free = 1, wanted
    while session().scalar(select(exists().where(Space.slug == free))):
        number += 1
        free = f"{wanted}-{number}"
    return free


def describe(space_id: int, *, name: str, purpose: str, norms: str, access: str) -> None:
    """Change what a space is for, and whether it is open.

    Who was only blocked in an open space does not become a member of it when it closes.
    """
    before = (
        session()
        .execute(
            update(Space)
            .where(Space.id == space_id)
            .values(name=name, purpose=purpose, norms=norms)
            .returning(Space.access)
        )
        .scalar_one()
    )
    if before == access:
        return
    session().execute(update(Space).where(Space.id == space_id).values(access=access))
    if access == "closed":
        session().execute(
            delete(Membership).where(
                Membership.space_id == space_id, Membership.blocked_at.is_not(None)
            )
        )
    tell(session(), kind="space", ids=[space_id])


def archive(space_id: int, *, archived: bool) -> None:
    """Close a space for writing, or open it for writing again. Reading goes on."""
    session().execute(
        update(Space).where(Space.id == space_id).values(archived_at=now() if archived else None)
    )


def admit(space_id: int, member_id: int) -> None:
    """Make somebody a member of a space; a member stays what they are."""
    _belong(space_id, member_id)


def dismiss(space_id: int, member_id: int) -> None:
    """End a membership. What was written stays."""
    session().execute(
        delete(Membership).where(Membership.space_id == space_id, Membership.member_id == member_id)
    )


def entrust(space_id: int, member_id: int, *, until: date | None = None) -> None:
    """Let a member look after a space, for good or to the end of the day *until* (UTC)."""
    _belong(space_id, member_id, steward=True, steward_until=until)


def relieve(space_id: int, member_id: int) -> None:
    """End somebody's looking after a space; in a closed one they stay a member."""
    session().execute(
        update(Membership)
        .where(Membership.space_id == space_id, Membership.member_id == member_id)
        .values(steward=False, steward_until=None)
    )
    _drop_empty(space_id, member_id)


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
        select(exists().where(Space.id == space_id, Space.access == "open"))
    ):
        _belong(space_id, member_id, blocked_at=now())


def _belong(space_id: int, member_id: int, **facts: Any) -> None:
    dialect = session().get_bind().dialect.name
    made: Any = (postgresql if dialect == "postgresql" else sqlite).insert(Membership)
    made = made.values(
        **{"space_id": space_id, "member_id": member_id, "steward": False, "since": now(), **facts}
    )
    keys = [Membership.space_id, Membership.member_id]
    session().execute(
        made.on_conflict_do_update(index_elements=keys, set_=facts)
        if facts
        else made.on_conflict_do_nothing(index_elements=keys)
    )


def _drop_empty(space_id: int, member_id: int) -> None:
    """In an open space a row that says nothing any more goes."""
    session().execute(
        delete(Membership).where(
            Membership.space_id == space_id,
            Membership.member_id == member_id,
            ~Membership.steward,
            Membership.blocked_at.is_(None),
            exists().where(Space.id == space_id, Space.access == "open"),
        )
    )
