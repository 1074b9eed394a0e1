"""Members arrive, and are forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ..database.base import now
from ..database.session import session
from ..text.line import handle as made_handle
from .models import Member

if TYPE_CHECKING:
    from .viewer import Person, Viewer

HANDLE_LENGTH = 40  # characters


def arrive(viewer: Viewer) -> Viewer:
    """Return *viewer* with a member id: makes the row at the first writing, else refreshes it.

    A guest is returned as they are.
    """
    if viewer.person is None:
        return viewer
    remembered = facts(viewer.person)
    found = (
        session()
        .execute(
            update(Member)
            .where(Member.user_key == viewer.person.id)
            .values(remembered)
            .returning(Member.id, Member.handle)
        )
        .first()
    )
    while found is None:
        _insert(viewer.person, remembered)
        found = (
            session()
            .execute(select(Member.id, Member.handle).where(Member.user_key == viewer.person.id))
            .first()
        )
    return replace(viewer, member_id=found.id, handle=found.handle)


def _insert(person: Person, remembered: dict[str, str | None]) -> None:
    """Add *person*, unless another request has just done so, or taken the handle: then nothing."""
    session().execute(
        unless_there()
        .values(
            user_key=person.id,
            handle=free_handle(person.name),
            joined_at=now(),
            former=False,
            **remembered,
        )
        .on_conflict_do_nothing()
    )


def facts(person: Person) -> dict[str, str | None]:
    """Return what is remembered of *person*, so that pages need not ask the host."""
    return {
        "name": person.name,
        "organisation": person.organisation or "",
        "address": person.url,
        "avatar": person.avatar,
        "locale": person.locale,
        "timezone": person.timezone,
    }


def unless_there() -> Any:
    """Return an insert of members that can pass over those who are there already."""
    dialect = session().get_bind().dialect.name
    made: Insert = (postgresql if dialect == "postgresql" else sqlite).insert(Member)
    return made


def free_handle(name: str) -> str:
    """Return a handle made from *name*, with a number where it is taken."""
    start = made_handle(name)
    taken = set(session().scalars(select(Member.handle).where(Member.handle.like(f"{start}%"))))
    if start not in taken:
        return start
    number = next(n for n in range(2, len(taken) + 3) if _numbered(start, n) not in taken)
    return _numbered(start, number)


def _numbered(start: str, number: int) -> str:
    ending = str(number)
    return start[: HANDLE_LENGTH - len(ending)] + ending


def forget(key: str) -> int | None:
    """Make a former member of the person with the host's user id *key*; return their id.

    The key is retired, so that a host that gives ids again does not bring the old member back.
    Their posts stay, under "former member".
    """
    id: int | None = session().scalar(
        update(Member)
        .where(Member.user_key == key)
        .values(
            user_key=None, former=True, name="", organisation="", address=None, avatar=None,
            locale=None, timezone=None,
        )
        .returning(Member.id)
    )  # fmt: skip
    if id is not None:
        session().execute(update(Member).where(Member.id == id).values(handle=f"former-{id}"))
    return id
