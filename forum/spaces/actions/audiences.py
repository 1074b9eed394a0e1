"""Changes the spaces that are bound to groups of the host."""

from __future__ import annotations

from sqlalchemy import select, update

from ...core.database.session import session
from ...core.text.line import line
from ...core.text.line import slug as slug_of
from ...members import actions as members
from ..models import Space
from .create import free_slug, insert_space

NAME = 80
"""The longest name of a space, in characters."""


def find_or_create_unlisted_space(audience: str) -> int:
    """Return the id of the unlisted space of the host's group *audience*; create it if missing."""
    unlisted = (
        select(Space.id)
        .where(Space.audience == audience, ~Space.listed)
        .order_by(Space.id)
        .limit(1)
    )
    while True:
        # Two requests at once choose the same slug, so only one of them creates the space.
        slug = free_slug(slug_of(audience, bare="space"))
        found: int | None = session().scalar(unlisted)
        if found is not None:
            return found
        insert_space(
            slug=slug,
            name=line(audience, longest=NAME)[:NAME] or slug,
            purpose="",
            norms="",
            access="bound",
            audience=audience,
            listed=False,
            made_by=None,
        )


def rename_audience(old: str, new: str) -> int:
    """Bind every space of the host's group *old* to *new*; return how many there were.

    Members who were in *old* count as being in *new* until they write again.
    """
    bound = update(Space).where(Space.audience == old).values(audience=new).returning(Space.id)
    spaces = session().execute(bound).all()
    members.rename_audience(old, new)
    return len(spaces)
