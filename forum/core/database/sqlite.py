"""Settings that make SQLite safe for many writers. A host tunes its own engine, or calls this."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from sqlalchemy import event

from ..http import SAFE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

writing: ContextVar[bool] = ContextVar("forum_writing", default=False)
"""Whether transactions that begin outside a request will write; set by ``going_to_write``."""


@contextmanager
def going_to_write(yes: bool = True) -> Iterator[None]:
    """Make transactions in this block, outside a request, wait for other writers at BEGIN."""
    before = writing.set(yes)
    try:
        yield
    finally:
        writing.reset(before)


def tune_sqlite(engine: Engine, *, busy_ms: int = 15_000) -> None:
    """Make *engine* safe for many writers: WAL, a busy timeout, and writers that wait at BEGIN.

    *busy_ms* is how long one writer waits for another, in milliseconds. The engine of another
    database is not changed. In a request, the HTTP method decides whether its transaction begins
    as a writer's: the host (its user loader) has usually begun it before the forum is called.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # else the driver begins transactions itself, too late
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
        else:  # it cannot block, so SQLAlchemy's own execution (a third of its time) is bypassed
            connection.connection.cursor().execute("BEGIN DEFERRED")


def _journal(cursor: Any, busy_ms: int) -> str:
    """Turn on the write-ahead log and return the journal mode.

    SQLite refuses at once while another process turns it on for the first time, whatever the busy
    timeout is. So this tries again for as long as any writer would wait.
    """
    end = monotonic() + busy_ms / 1000
    while True:
        try:
            return str(cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0])
        except OperationalError:
            if monotonic() > end:
                raise
            sleep(0.02)
