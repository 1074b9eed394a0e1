"""How a database would carry out the statements that a block sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, event

from .world import World

FORBIDDEN = ("enable_seqscan", "enable_sort", "enable_incremental_sort")
"""What PostgreSQL avoids while it plans, so that a small table's plan is that of a large one."""


def plans(
    world: World, act: Callable[[], object], *, forbidden: Sequence[str] = FORBIDDEN
) -> list[str]:
    """Run *act* in a request and return the plan of each SELECT that it sends, one text a plan.

    On PostgreSQL a plan shows "Seq Scan" or "Sort" only where the statement has no way without,
    unless less than that is *forbidden*: tables of some size are planned as they are.
    """
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append((statement, values))

    with world.request():
        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return [_plan(connection, statement, values, forbidden) for statement, values in sent]


def _plan(connection: Connection, statement: str, values: Any, forbidden: Sequence[str]) -> str:
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "\n".join(str(row.detail) for row in found)
    for name in forbidden:
        connection.exec_driver_sql(f"SET LOCAL {name} = off")
    found = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
    return "\n".join(row[0] for row in found)
