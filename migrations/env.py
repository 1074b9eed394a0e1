"""How the forum's migrations run: given a connection, in one transaction, on our tables only."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from forum.core.database.base import Base, Moment, OneOf
from forum.core.database.migrate import VERSION_TABLE, include_name
from forum.core.paths import PACKAGE

for models in PACKAGE.rglob("models.py"):  # compare unused tables too
    import_module(".".join(("forum", *models.relative_to(PACKAGE).with_suffix("").parts)))

WAIT = 60_000
"""Milliseconds that a process waits for another that migrates, or writes, on SQLite."""


def render_item(type_: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write plain types, so that a migration never imports our own column types."""
    if type_ == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    return "sa.Text()" if type_ == "type" and isinstance(item, OneOf) else False


@contextmanager
def one_transaction(connection: Connection) -> Iterator[None]:
    """Let a failed migration leave nothing behind, and a batch migration keep its child rows.

    On SQLite a batch migration drops and refills tables: with foreign keys on, the drop would
    cascade. The pragma cannot be set inside a transaction, and the driver would begin one late.
    """
    if connection.dialect.name != "sqlite":
        with context.begin_transaction():
            yield
        return
    driver: Any = connection.connection.driver_connection
    before = driver.isolation_level
    was, waits = (
        driver.execute(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "busy_timeout")
    )
    driver.isolation_level = None
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute(f"PRAGMA busy_timeout={WAIT}")
    try:
        with connection.begin():
            if driver.in_transaction:  # begun by the engine: perhaps as a reader, which cannot wait
                driver.execute("ROLLBACK")
            driver.execute("BEGIN IMMEDIATE")
            yield
            found = driver.execute("PRAGMA foreign_key_check").fetchall()
            if broken := [row for row in found if row[0].startswith("forum_")]:
                raise RuntimeError(f"the migration leaves dangling rows: {broken[:5]}")
    finally:
        driver.execute(f"PRAGMA foreign_keys={'ON' if was else 'OFF'}")
        driver.execute(f"PRAGMA busy_timeout={waits}")
        driver.isolation_level = before


def run(connection: Connection) -> None:
    """Run the migrations that are asked for on *connection*."""
    connection.execution_options(compiled_cache=None)  # else its engine keeps the old tables
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        include_name=include_name,
        render_item=render_item,
        compare_type=True,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with one_transaction(connection):
        context.run_migrations()


run(context.config.attributes["connection"])
