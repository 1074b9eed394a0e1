"""Statements that many pages send follow an index, and grow with the page and not with the forum.

What a host's own ANALYZE makes of them is tested here as well: see ``support/plans.py``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from forum.lists.queries.threads import NAMES, Which, fetcher
from forum.members.viewer import Viewer

from ..support.plans import plans
from ..support.world import World


class Scene(NamedTuple):
    viewer: Viewer
    space_id: int


@pytest.fixture
def scene(world: World) -> Scene:
    """A few threads with tags, and a viewer of two spaces."""
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    world.space("Numbers", by=ana)
    for n in range(5):
        world.ask(space, by=ben, title=f"Question {n}", tags=("ink",))
    return Scene(world.viewer(ana), space.id)


SORTED = re.compile(r"TEMP B-TREE|\bSort\b")
READ_WHOLE = re.compile(r"SCAN forum_(thread|post|read_mark|member|notice)(?! USING)|Seq Scan")


@pytest.mark.parametrize("where", ["everywhere", "in a space"])
@pytest.mark.parametrize("name", [name for name in NAMES if name in {"newest", "mine"}])
def test_lists_are_read_in_the_order_of_an_index(
    world: World, scene: Scene, name: Which, where: str
) -> None:
    space_id = scene.space_id if where == "in a space" else None
    read = fetcher(scene.viewer, name, space_id=space_id)
    (plan,) = plans(world, lambda: read(False, None, 21))
    assert not SORTED.search(plan), plan
