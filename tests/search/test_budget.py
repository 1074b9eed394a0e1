"""How many statements a search sends (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ..support.world import World
from .pages import look


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    """A site where guests read."""
    return make_site(guests_read=True)


@pytest.mark.sites("sqlite")  # PostgreSQL asks its index by statements as well
def test_names_above_the_hits_cost_one_statement(
    world: World, statements: Callable[[], Any]
) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    world.discuss(world.space("Letters", by=ana), ana, "Blue")
    for who, most in ((None, 3), (ben, 4)):
        for typed, names in (("blue", 1), ("blue -x", 0), ("one two three blue five six", 0)):
            look(world, who, typed)
            with statements() as seen:
                look(world, who, typed)
            assert len(seen) == most + names, typed
