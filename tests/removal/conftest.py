"""The place for tests of taking out words."""

from __future__ import annotations

import pytest

from ..support.world import World
from .place import Place


@pytest.fixture
def place(world: World) -> Place:
    """An open space."""
    return Place(world)
