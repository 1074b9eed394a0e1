"""A page of the library, as an action makes one, and notices that were seen."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from forum.artefacts import actions as artefacts
from forum.core.database.base import now
from forum.core.database.session import session
from forum.notices.models import Notice
from forum.threads.actions.compose import compose

from .world import User, World


def see_all(world: World) -> None:
    with world.request():
        session().execute(update(Notice).values(seen_at=now()))


def keep(
    world: World, space: Any, by: User, posts: list[tuple[int, int]], text: str = "So."
) -> int:
    """Save a page of the library that is made from *posts*, each a thread and a post."""
    author = world.id(by)
    with world.request():
        return artefacts.create(
            space_id=space.id,
            kind="summary",
            title="Envelopes",
            tags=[],
            author_id=author,
            text=compose(text),
            sources=posts,
        ).id
