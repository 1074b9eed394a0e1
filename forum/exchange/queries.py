"""Reads the source map (what each thing of another forum became here), and those things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from ..core.database.session import fetch_all, session
from ..members.models import Member
from ..spaces.models import Space
from ..threads.models import Post, Revision
from .models import Source
from .rows import (
    BranchRow,
    HandleRow,
    IdRow,
    NumberRow,
    OriginRow,
    RepliesRow,
    SlugRow,
    SourceRow,
    TextRow,
    TimeRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

AT_ONCE = 500
"""Keys in one statement."""


def origins() -> list[str]:
    """Return the names of the forums that were imported before, the first one first."""
    found = [row.origin for row in fetch_all(OriginRow, select(Source.origin).distinct())]
    return sorted(found, key=lambda origin: (len(origin), origin))


def imported_ids(origin: str, kind: str) -> dict[str, int]:
    """Return the ids here of all of *kind* that was imported from *origin*, by its key there."""
    statement = select(Source.key, Source.object_id).where(
        Source.origin == origin, Source.kind == kind
    )
    return {row.key: row.object_id for row in fetch_all(SourceRow, statement)}


def imported_times(origin: str, keys: Sequence[str]) -> dict[str, datetime]:
    """Return when those posts of *origin* were written that are here, by "topic/number"."""
    found: dict[str, datetime] = {}
    for start in range(0, len(keys), AT_ONCE):
        statement = (
            select(Source.key, Post.at)
            .join(Post, Post.id == Source.object_id)
            .where(
                Source.origin == origin,
                Source.kind == "post",
                Source.key.in_(keys[start : start + AT_ONCE]),
            )
        )
        found.update((row.key, row.at) for row in fetch_all(TimeRow, statement))
    return found


def helped_posts(origin: str) -> set[int]:
    """Return the ids of the imported posts that are marked as having helped."""
    statement = (
        select(Post.id)
        .join(Source, Source.object_id == Post.id)
        .where(Source.origin == origin, Source.kind == "post", Post.helped)
    )
    return {row.id for row in fetch_all(IdRow, statement)}


def imported_handles(origin: str) -> dict[int, str]:
    """Return the handles of imported members, by id."""
    statement = (
        select(Member.id, Member.handle)
        .join(Source, Source.object_id == Member.id)
        .where(Source.origin == origin, Source.kind == "person")
    )
    return {row.id: row.handle for row in fetch_all(HandleRow, statement)}


def branches(post_ids: Sequence[int]) -> dict[int, int]:
    """Return the branches of posts, by id."""
    found: dict[int, int] = {}
    for start in range(0, len(post_ids), AT_ONCE):
        ids = post_ids[start : start + AT_ONCE]
        statement = select(Post.id, Post.branch).where(Post.id.in_(ids))
        found.update((row.id, row.branch) for row in fetch_all(BranchRow, statement))
    return found


def replies(thread_id: int) -> dict[int, int]:
    """Return how many replies each branch of a thread has."""
    statement = select(Post.branch, Post.replies).where(
        Post.thread_id == thread_id, Post.turn == 0, Post.branch > 0
    )
    return {row.branch: row.replies for row in fetch_all(RepliesRow, statement)}


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


def withheld_numbers(thread_id: int) -> list[int]:
    """Return the numbers of the posts in a thread that are not shown, in ascending order."""
    statement = select(Post.number).where(Post.thread_id == thread_id, Post.state != "shown")
    return [row.number for row in fetch_all(NumberRow, statement.order_by(Post.number))]
