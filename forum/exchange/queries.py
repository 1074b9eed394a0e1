"""Reads the source map (what each thing of another forum became here), and those things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from ..core.database.session import fetch_all, session
from ..members.models import Member
from ..spaces.models import Space
from ..threads.models import Revision
from .models import ORIGIN, Source
from .rows import HandleRow, SlugRow, SourceRow, TextRow

if TYPE_CHECKING:
    from collections.abc import Sequence


def imported_ids(kind: str) -> dict[str, int]:
    """Return the ids here of everything of *kind* that was imported before, by its key there."""
    statement = select(Source.key, Source.object_id).where(
        Source.origin == ORIGIN, Source.kind == kind
    )
    return {row.key: row.object_id for row in fetch_all(SourceRow, statement)}


def imported_handles() -> dict[int, str]:
    """Return the handles of imported members, by id."""
    statement = (
        select(Member.id, Member.handle)
        .join(Source, Source.object_id == Member.id)
        .where(Source.origin == ORIGIN, Source.kind == "person")
    )
    return {row.id: row.handle for row in fetch_all(HandleRow, statement)}


def space_slugs() -> dict[int, str]:
    """Return the slugs of all spaces, by id."""
    return {row.id: row.slug for row in fetch_all(SlugRow, select(Space.id, Space.slug))}


def space_id(name: str) -> int | None:
    """Return the id of the space with exactly this slug, else of the oldest with this name.

    No slug is made of *name*: "C#" and "C++" would have the same one.
    """
    found = select(Space.id).where(or_(Space.slug == name, Space.name == name))
    return session().scalar(found.order_by(Space.slug != name, Space.id).limit(1))


def imported_texts(post_ids: Sequence[int]) -> Sequence[TextRow]:
    """Return the texts of posts as they were imported."""
    return fetch_all(
        TextRow,
        select(Revision.post_id, Revision.source).where(
            Revision.post_id.in_(post_ids), Revision.number == 1
        ),
    )
