"""The source map: what of another forum became what here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select

from ..core.database.session import session
from ..members.models import Member
from ..spaces.models import Space
from .models import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

ORIGIN = "discourse"


def known(kind: str) -> dict[str, int]:
    """Return the ids here of all things of *kind* that were brought in before, by their key."""
    found = session().execute(
        select(Source.key, Source.object_id).where(Source.origin == ORIGIN, Source.kind == kind)
    )
    return {row.key: row.object_id for row in found}


def remember(kind: str, ids: Mapping[str, int]) -> None:
    """Note what things of *kind* have become. IntegrityError where one is noted already."""
    if ids:
        session().execute(
            insert(Source),
            [
                {"origin": ORIGIN, "kind": kind, "key": key, "object_id": id}
                for key, id in ids.items()
            ],
        )


def forget(kind: str, key: str) -> None:
    """Take a note out of the map."""
    session().execute(
        delete(Source).where(Source.origin == ORIGIN, Source.kind == kind, Source.key == key)
    )


def handles() -> dict[int, str]:
    """Return the handles of the people who were brought in, by id."""
    found = session().execute(
        select(Member.id, Member.handle)
        .join(Source, Source.object_id == Member.id)
        .where(Source.origin == ORIGIN, Source.kind == "person")
    )
    return {row.id: row.handle for row in found}


def slugs() -> dict[int, str]:
    """Return the slugs of all spaces, by id."""
    return {row.id: row.slug for row in session().execute(select(Space.id, Space.slug))}


def space(name: str) -> int | None:
    """Return the id of the space with this very slug, else of the oldest one with this name.

    Nothing is made of *name*: "C#" and "C++" have one slug, and so have all names in Cyrillic.
    """
    found = select(Space.id).where(or_(Space.slug == name, Space.name == name))
    return session().scalar(found.order_by(Space.slug != name, Space.id).limit(1))
