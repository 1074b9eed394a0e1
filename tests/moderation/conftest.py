"""The place for tests of moderation."""

from __future__ import annotations

import pytest

from ..support.world import World
from .place import Page, Place


@pytest.fixture
def place(world: World) -> Place:
    """An open space."""
    return Place(world, access="open")


@pytest.fixture
def closed(world: World) -> Place:
    """A closed space."""
    return Place(world, access="closed")


@pytest.fixture
def page(place: Place) -> Page:
    """A page of the library, made from the thread of the place."""
    return Page(place)
