"""SQLite that loses nothing. For an engine of our own; a host's is the host's to tune."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from sqlalchemy import event

from ..web.args import SAFE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

writing: ContextVar[bool] = ContextVar("forum_writing", default=False)
"""Set by ``going_to_write`` in commands and threads."""


@contextmanager
def going_to_write(yes: bool = True) -> Iterator[None]:
    """Let transactions begun in this block, outside a request, queue as writers from the start."""
    before = writing.set(yes)
    try:
        yield
    finally:
        writing.reset(before)


def tune_sqlite(engine: Engine, *, busy_ms: int = 15_000) -> None:
    """Make *engine* safe for many writers: WAL, a busy timeout, and writers that queue at BEGIN.

    *busy_ms* is how long a writer waits for another, in milliseconds. An engine of another
    database is left alone. The method of the request decides how its transaction begins, because
    the host (its user loader) has mostly opened it before we are asked.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # else the driver sends a late BEGIN of its own
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(busy_ms)}")
        if _journal(cursor, busy_ms) == "wal":
            cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA journal_size_limit=67108864")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if writing.get() or (has_request_context() and request.method not in SAFE):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # it waits for nothing, so SQLAlchemy need not look after it: a third of its time
            connection.connection.cursor().execute("BEGIN DEFERRED")


def _journal(cursor: Any, busy_ms: int) -> str:
    """Ask for a write-ahead log and return what the journal is now.

    While another process does the same, for the first time, SQLite refuses at once: it is asked
    again for as long as any writer would wait.
    """
    end = monotonic() + busy_ms / 1000
    while True:
        try:
            return str(cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0])
        except OperationalError:
            if monotonic() > end:
                raise
            sleep(0.02)
