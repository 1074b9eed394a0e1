"""A statement with a cache of its own is compiled once for each engine."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, create_engine, select

from forum.core.database.session import fetch_all, session
from forum.core.database.statement_cache import MOST, StatementCache, options_of, with_cache
from forum.members.models import Member

from ..support.world import World


class _Row(NamedTuple):
    id: int
    name: str


def test_a_statement_with_a_cache_is_compiled_once(world: World) -> None:
    with world.request():
        session().add(Member(handle="ana", name="Ana"))
    statement = with_cache(
        select(Member.id, Member.name).where(
            Member.handle.in_(bindparam("handles", expanding=True))
        )
    )
    names = []
    for handles in (["ana"], ["ana", "ben"], []):
        with world.request():
            names.append([row.name for row in fetch_all(_Row, statement, {"handles": handles})])
    assert names == [["Ana"], ["Ana"], []]
    assert len(_forms(statement).forms) == 1


def test_each_set_of_values_has_a_compiled_form_and_few_are_remembered() -> None:
    statement = with_cache(select(bindparam("name").label("name")))
    with create_engine("sqlite://").connect() as connection:
        for number in range(MOST + 3):
            for name in ("a", "b"):
                values = {"name": name, f"other_{number}": 1}
                found = connection.execute(
                    statement, values, execution_options=options_of(statement)
                )
                assert found.all() == [(name,)]
    assert len(_forms(statement).forms) == MOST


def test_another_statement_has_no_memory_of_its_own() -> None:
    assert options_of(select(Member.id)) is None


def _forms(statement: object) -> StatementCache:
    options = options_of(statement)  # type: ignore[type-var]
    assert options is not None
    return options["compiled_cache"]
