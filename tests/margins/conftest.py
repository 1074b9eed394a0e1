"""Who writes and comments, where, and on which page."""

from __future__ import annotations

from typing import Any

import pytest

from ..support.world import User, World
from .library import TEXT, made


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """Three members, who are ana, ben and eva."""
    return {name.lower(): world.member(name) for name in ("Ana", "Ben", "Eva")}


@pytest.fixture
def letters(world: World, people: dict[str, User]) -> Any:
    """An open space."""
    return world.space("Letters", by=people["ana"])


@pytest.fixture
def page(world: World, people: dict[str, User], letters: Any) -> int:
    """A page of Ana's with two sections."""
    return made(world, people["ana"], letters, TEXT)
