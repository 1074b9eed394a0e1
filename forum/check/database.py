"""The database, the forum's tables, and the host's migrations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ..core.database import migrate
from ..core.database.session import session
from ..core.state import state
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from .result import Result

UPGRADE = "run flask forum upgrade"
INSTALL = "install the version of the forum that created them"
NEWER = "use Python with SQLite 3.38 or newer, or a build that has the JSON functions"
BUSY_TIMEOUT = 5_000
"""How many milliseconds a writer should wait for another on SQLite."""


def database() -> Iterator[Result]:
    """Send the database a query, and report whose database it is."""
    engine = state().db.engine
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    where = engine.url.render_as_string(hide_password=True)
    yield good("database", f"{state().why_db}: {where}")
    if engine.dialect.name not in {"sqlite", "postgresql"}:
        yield bad(
            "database",
            f"the forum is not tested with {engine.dialect.name}",
            "use SQLite or PostgreSQL: set FORUM_DATABASE to 'own' or to a URL",
        )


def tables() -> Iterator[Result]:
    """Compare the version of the tables with the version of the package."""
    engine = state().db.engine
    if taken := migrate.taken_names(engine):
        yield bad("tables", migrate.say_taken(taken), "set FORUM_DATABASE")
        return
    found, newest = migrate.current(engine), migrate.head()
    yield {
        "right": good("tables", f"at {found}, the newest"),
        "missing": bad("tables", "there are none yet", UPGRADE),
        "older": bad("tables", f"at {found}; this version needs {newest}", UPGRADE),
        "newer": bad(
            "tables", f"at {found}, from a newer version; this one needs {newest}", INSTALL
        ),
    }[migrate.standing(engine)]


def is_current() -> bool:
    """Whether the tables exist and are of the newest version."""
    try:
        return migrate.current(state().db.engine) == migrate.head()
    except Exception:
        return False


def sqlite() -> Iterator[Result]:
    """Check how SQLite is set up. The forum works with any engine; a tuned one is faster."""
    engine = state().db.engine
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        if not has_json(connection):
            version = connection.exec_driver_sql("SELECT sqlite_version()").scalar()
            yield bad("SQLite", f"version {version} has no JSON functions", NEWER)
        journal, timeout = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout")
        )
    found = f"journal mode {journal}, waits {timeout} ms for another writer"
    if journal == "wal" and int(timeout or 0) >= BUSY_TIMEOUT:
        yield good("SQLite", found)
    else:
        yield note(
            "SQLite",
            found,
            "readers and writers wait for each other: import tune_sqlite from forum, and call "
            "tune_sqlite(db.engine) once at start-up, in app.app_context()",
        )


def has_json(connection: Connection) -> bool:
    """Whether SQLite has the JSON functions that our statements use."""
    try:
        connection.exec_driver_sql("SELECT value FROM json_each('[1]')")
    except DBAPIError:
        return False
    return True


def migrations() -> Iterator[Result]:
    """Check that the host's autogenerate ignores the forum's tables."""
    # Any: Flask-Migrate, which the forum does not depend on
    theirs: Any = current_app.extensions.get("migrate")
    if theirs is None:
        yield note(
            "your migrations",
            "no Flask-Migrate in this app",
            "if you use Alembic directly, pass include_name=forum.leave_out to its configure()",
        )
        return
    env = Path(str(theirs.directory)) / "env.py"
    written = env.read_text("utf-8", "replace") if env.is_file() else "configure_args"
    if "configure_args" in written or "leave_out" in written:
        yield good("your migrations", "flask db migrate ignores the forum's tables")
    else:
        yield bad(
            "your migrations",
            f"{env} does not use Flask-Migrate's configure_args: "
            "flask db migrate would drop the forum's tables",
            "pass include_name=forum.leave_out to context.configure()",
        )


def roll_back() -> None:
    """End the transaction that a check began, even if it failed."""
    try:
        session().rollback()
    except Exception:
        state().db.session.remove()
