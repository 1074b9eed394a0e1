"""The place for tests of moderation."""

from __future__ import annotations

import pytest

from ..support.world import World
from .place import Place


@pytest.fixture
def place(world: World) -> Place:
    """An open space."""
    return Place(world, access="open")


@pytest.fixture
def closed(world: World) -> Place:
    """A closed space."""
    return Place(world, access="closed")
