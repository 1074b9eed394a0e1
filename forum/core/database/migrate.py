"""Runs the forum's own migrations, with their own version table, in one process at a time.

Alembic is loaded where it is used: a process that serves pages never needs it.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Engine, inspect, text

from ..paths import shipped
from .base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alembic.config import Config
    from flask import Flask
    from sqlalchemy import Connection

VERSION_TABLE = "forum_alembic_version"
Standing = Literal["missing", "older", "right", "newer"]
LOCK = 0x666F72756D  # "forum", the number of our advisory lock on PostgreSQL


def include_name(name: str | None, type_: str, _parents: object) -> bool:
    """Whether a table is the forum's; used when Alembic compares our tables."""
    return type_ != "table" or (name or "").startswith("forum_")


def leave_out(name: str | None, type_: str, _parents: object) -> bool:
    """Whether a table is not the forum's; a host's ``env.py`` can use it as ``include_name``."""
    return type_ != "table" or not (name or "").startswith("forum_")


class NewerTables(RuntimeError):
    """The tables were made by a newer version of the package: this one cannot migrate them."""


class TakenNames(RuntimeError):
    """The host has tables of its own with the names of ours."""


def taken_names(engine: Engine) -> list[str]:
    """Return the host's tables that have names of ours, sorted: ours were never created here."""
    found = sorted(set(inspect(engine).get_table_names()) & set(Base.metadata.tables))
    return found if found and current(engine) is None else []  # another process may just create


def say_taken(names: Sequence[str]) -> str:
    """Say that the host has tables with *names* of ours, and what to do."""
    return (
        f"This database has tables of its own that are called {', '.join(names)}, and the forum "
        "needs these names: nothing was changed. Give the forum another database: set "
        "FORUM_DATABASE to 'own', or to the URL of one."
    )


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the forum's tables to *revision*; other tables are not touched.

    Raises NewerTables if they are at a revision that this version does not ship, and TakenNames if
    the host has tables with the same names.
    """
    from alembic import command

    if taken := taken_names(engine):
        raise TakenNames(say_taken(taken))
    if standing(engine) == "newer":
        raise NewerTables(
            f"The forum's tables are at {current(engine)}, from a newer version of the forum; "
            f"this one needs {head()}. Install the version that created them."
        )
    with engine.connect() as connection, _alone(connection):
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the forum's tables back to *revision* ("base" removes them all)."""
    from alembic import command

    with engine.connect() as connection, _alone(connection):
        command.downgrade(_config(connection), revision)


def current(engine: Engine) -> str | None:
    """Return the revision the database is at, or None if it has no tables of ours."""
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return context.get_current_revision()


def head() -> str | None:
    """Return the newest revision that this version of the package ships."""
    return next(iter(revisions()), None)


@cache
def revisions() -> tuple[str, ...]:
    """Return every revision that this version of the package ships, the newest first."""
    from alembic.script import ScriptDirectory

    history = ScriptDirectory.from_config(_config(None)).walk_revisions()
    return tuple(step.revision for step in history)


def standing(engine: Engine) -> Standing:
    """Return how the tables compare with this version; an unknown revision counts as newer."""
    found = current(engine)
    if found is None:
        return "missing"
    if found == head():
        return "right"
    return "older" if found in revisions() else "newer"


def hide_from_host(app: Flask) -> None:
    """Keep the autogenerate of the host's Flask-Migrate from proposing to drop our tables."""
    migrate = app.extensions.get("migrate")
    theirs = migrate.configure_args.get("include_name") if migrate else None
    if migrate is None or getattr(theirs, "is_forum", False):
        return

    def include(name: str | None, type_: str, parents: object) -> bool:
        mine = leave_out(name, type_, parents)
        return mine and (theirs is None or theirs(name, type_, parents))

    include.is_forum = True  # type: ignore[attr-defined]
    migrate.configure_args["include_name"] = include


def _config(connection: Connection | None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(shipped("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Let one process migrate at a time; the others wait and then find nothing to do.

    SQLite needs nothing here: its transaction begins as a writer's, before the version is read.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    with connection.engine.connect() as keeper:
        keeper.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        yield
