"""What is kept, and where: package, database, tables, the host's migrations, index."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import text

from ..core.database import migrate
from ..core.database.session import session
from ..core.index.home import engine, folder, in_database, is_home, known_home
from ..core.paths import PACKAGE
from ..core.state import state
from .result import bad, good, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .result import Line

UPGRADE = "run flask forum upgrade"
INSTALL = "install the version of the forum that made them"
PATIENT = 5_000
"""Milliseconds that a writer of SQLite should wait for another."""


def package() -> Iterator[Line]:
    """Look for another top-level package of our name on the path."""
    others = []
    for entry in dict.fromkeys(sys.path):
        place = Path(entry or ".")
        for found in (place / "forum" / "__init__.py", place / "forum.py"):
            if found.is_file() and found.resolve().parent != PACKAGE:
                others.append(str(found))
    if others:
        yield bad(
            "package",
            f"there is another forum on the path: {', '.join(others)}",
            "rename it: the order of the path decides which of the two is imported",
        )
    else:
        yield good("package", f"{PACKAGE}, the only forum on the path")


def database() -> Iterator[Line]:
    """Ask the database something, and say whose it is."""
    made = state().db.engine
    with made.connect() as connection:
        connection.execute(text("SELECT 1"))
    whose = "of its own" if state().own_db else "of this app"
    yield good("database", f"{made.dialect.name}, {whose}")
    if made.dialect.name not in {"sqlite", "postgresql"}:
        yield bad(
            "database",
            f"{made.dialect.name} was never tried",
            "use SQLite or PostgreSQL, by another db= for the forum",
        )


def schema() -> Iterator[Line]:
    """Compare the version of the tables with that of the package."""
    engine = state().db.engine
    found, newest = migrate.current(engine), migrate.head()
    yield {
        "right": good("tables", f"at {found}, the newest"),
        "missing": bad("tables", "there are none yet", UPGRADE),
        "older": bad("tables", f"at {found}, this version needs {newest}", UPGRADE),
        "newer": bad("tables", f"at {found}, of a newer version: this one needs {newest}", INSTALL),
    }[migrate.standing(engine)]


def there() -> bool:
    """Whether there are tables to look into, of the newest version."""
    try:
        return migrate.current(state().db.engine) == migrate.head()
    except Exception:
        return False


def sqlite() -> Iterator[Line]:
    """Look how SQLite is set. The forum is right on any engine; a tuned one is quicker."""
    made = state().db.engine
    if made.dialect.name != "sqlite":
        return
    with made.connect() as connection:
        journal, patience = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "busy_timeout")
        )
    found = f"journal mode {journal}, waits {patience} ms for another writer"
    if journal == "wal" and int(patience or 0) >= PATIENT:
        yield good("SQLite", found)
    else:
        yield note(
            "SQLite",
            found,
            "readers and writers wait for each other: write from forum import tune_sqlite, and "
            "once at start with app.app_context(): tune_sqlite(db.engine)",
        )


def history() -> Iterator[Line]:
    """Look whether the host's autogenerate leaves our tables alone."""
    theirs: Any = current_app.extensions.get("migrate")
    if theirs is None:
        yield note(
            "your migrations",
            "no Flask-Migrate in this app",
            "if you use Alembic yourself, give its configure() include_name=forum.leave_out",
        )
        return
    env = Path(str(theirs.directory)) / "env.py"
    written = env.read_text("utf-8", "replace") if env.is_file() else "configure_args"
    if "configure_args" in written or "leave_out" in written:
        yield good("your migrations", "flask db migrate leaves the forum's tables alone")
    else:
        yield bad(
            "your migrations",
            f"{env} does not use Flask-Migrate's configure_args: "
            "flask db migrate would drop the forum's tables",
            "pass include_name=forum.leave_out to context.configure()",
        )


def index() -> Iterator[Line]:
    """Look at the search index, without making one."""
    name, where = type(engine()).__name__, engine().location()
    if not in_database() and not _writable(folder()):
        yield bad(
            "search",
            f"{name} cannot write to {folder()}",
            "let this user write there, or set FORUM_INDEX to another folder",
        )
    elif not is_home(known := known_home()):
        yield bad(
            "search",
            f"the index of this database is in {known.partition(' ')[2]}, not in {where}",
            "run flask forum reindex here to keep it here",
        )
    elif not engine().ready():
        yield note("search", f"{name} in {where}: no index yet, it is built at the first use")
    else:
        yield good("search", f"{name}, {engine().count()} documents in {where}")
    if state().config.drain == "inline":
        yield note(
            "search",
            "FORUM_DRAIN is 'inline': every post waits for the index",
            "that is for tests: leave it out, or use 'worker' with flask forum work",
        )


def _writable(folder: Path) -> bool:
    near = next(place for place in (folder, *folder.parents) if place.exists())
    return near.is_dir() and os.access(near, os.W_OK)


def begin_anew() -> None:
    """End what a look began in the database, whatever became of it."""
    try:
        session().rollback()
    except Exception:
        state().db.session.remove()
