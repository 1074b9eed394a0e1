"""A page of the library, as an action makes one."""

from __future__ import annotations

from typing import Any

from forum.artefacts import actions as artefacts
from forum.texts.actions import compose

from .world import User, World


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
