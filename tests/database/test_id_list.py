"""A column among the values of one bind: numbers and texts, none of them, and none at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest
from sqlalchemy import select

from forum.core.database.id_list import Values, is_among, is_not_among
from forum.core.database.session import fetch_all, session
from forum.members.models import Member

from ..support.world import World

NAMES = ["Ana", 'Ben "the" [second]', "Çiğdem", "🙂", "a,b", "x\\y", ""]


class _Row(NamedTuple):
    id: int
    name: str


@pytest.fixture
def ids(world: World) -> list[int]:
    """The ids of members with these names."""
    with world.request():
        made = [Member(handle=f"m{n}", name=name) for n, name in enumerate(NAMES)]
        session().add_all(made)
        session().flush()
        return [member.id for member in made]


ALL = select(Member.id, Member.name).order_by(Member.id)
BY_ID, NOT_BY_ID = is_among(Member.id, "them"), is_not_among(Member.id, "them")


def found(world: World, condition: object, them: Iterable[object]) -> list[str]:
    with world.request():
        rows = fetch_all(_Row, ALL.where(condition), {"them": them})  # type: ignore[arg-type]
        return [row.name for row in rows]


@pytest.mark.parametrize("kind", [list, tuple, set, Values])
def test_numbers(world: World, ids: list[int], kind: type) -> None:
    them = kind([ids[1], ids[3], 0])
    assert found(world, BY_ID, them) == [NAMES[1], NAMES[3]]
    assert found(world, is_among(Member.id, "them", own_index=False), them) == [NAMES[1], NAMES[3]]
    assert found(world, NOT_BY_ID, them) == [n for n in NAMES if n not in {NAMES[1], NAMES[3]}]
    assert found(world, ~BY_ID, them) == found(world, NOT_BY_ID, them)


@pytest.mark.parametrize("kind", [list, Values])
def test_texts(world: World, ids: list[int], kind: type) -> None:
    assert len(ids) == len(NAMES)
    named = is_among(Member.name, "them")
    assert found(world, named, kind(NAMES)) == NAMES
    for name in NAMES:
        assert found(world, named, kind([name, "nobody"])) == [name]


def test_no_values(world: World, ids: list[int]) -> None:
    assert len(ids) == len(NAMES)
    assert found(world, BY_ID, []) == []
    assert found(world, is_among(Member.name, "them"), Values()) == []
    assert found(world, NOT_BY_ID, []) == NAMES


def test_more_values_than_a_statement_takes_one_by_one(world: World, ids: list[int]) -> None:
    assert found(world, BY_ID, [*range(100_000, 170_000), ids[0]]) == ["Ana"]
