"""Spaces bound to a group of the host: the unlisted one of each, and a group's new name."""

from __future__ import annotations

from sqlalchemy import select, update

from ..core.database.base import now
from ..core.database.session import session, upsert
from ..core.text.line import line
from ..core.text.line import slug as made_slug
from ..members import actions as members
from .actions import free_slug
from .models import Space

NAME = 80
"""The longest name of a space, in characters."""


def unlisted(audience: str) -> int:
    """Return the id of the unlisted space of the host's group *audience*, made where it is missing.

    Two requests that make it at once give it the same slug, and so one of them makes it.
    """
    there = (
        select(Space.id)
        .where(Space.audience == audience, ~Space.listed)
        .order_by(Space.id)
        .limit(1)
    )
    while True:
        slug = free_slug(made_slug(audience, bare="space"))
        found: int | None = session().scalar(there)
        if found is not None:
            return found
        session().execute(
            upsert(Space)
            .values(
                slug=slug,
                name=line(audience, longest=NAME)[:NAME] or slug,
                purpose="",
                norms="",
                access="bound",
                audience=audience,
                listed=False,
                made_at=now(),
                made_by=None,
            )
            .on_conflict_do_nothing(index_elements=[Space.slug])
        )


def rename(old: str, new: str) -> int:
    """Bind every space of the host's group *old* to *new*; return how many there were.

    Who was in *old* counts as being in *new* until they write again.
    """
    bound = session().execute(
        update(Space).where(Space.audience == old).values(audience=new).returning(Space.id)
    )
    members.rename_audience(old, new)
    return len(bound.all())
