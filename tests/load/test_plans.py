"""Plans over weeks, with a change of clocks, moves, leavers and outages: each asked once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..support.world import World
from .plans import simulate


@pytest.mark.sites("sqlite")
def test_plans_are_asked_about_once_over_six_weeks(make_site: Callable[..., World]) -> None:
    found: list[World] = []
    world = make_site(drain="worker", load=lambda id: found[0].site.people.get(id))
    found.append(world)
    tally = dict(simulate(world, people=12, days=42, seed=3).rows())
    assert tally["asked"] > 20
    assert tally["questions due"] == tally["asked"]
    del tally["asked"], tally["questions due"]
    assert set(tally.values()) == {0}
