"""Settings that make SQLite safe for many writers. A host tunes its own engine, or calls this."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from sqlite3 import OperationalError
from time import monotonic, sleep
from typing import TYPE_CHECKING

from flask import has_request_context, request
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from ..http import SAFE
from ..state import request_state
from .faults import is_locked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

writing: ContextVar[bool] = ContextVar("forum_writing", default=False)
"""Whether transactions that begin outside a request will write; set by ``going_to_write``."""
_patience: ContextVar[int | None] = ContextVar("forum_patience", default=None)
"""How long they wait for other writers, in milliseconds; None for as long as the engine says."""
HURRY_MS = 500
"""How long a request waits, in milliseconds, after it has waited in vain once."""
_PATIENCE = "forum_patience"
"""Where a connection remembers that its busy timeout is another one."""


@contextmanager
def going_to_write(yes: bool = True, *, patience_ms: int | None = None) -> Iterator[None]:
    """Make transactions in this block, outside a request, wait for other writers at BEGIN.

    *patience_ms* is how long, in milliseconds, if not for as long as any other writer.
    """
    before, waiting = writing.set(yes), _patience.set(patience_ms)
    try:
        yield
    finally:
        _patience.reset(waiting)
        writing.reset(before)


def tune_sqlite(engine: Engine, *, busy_ms: int = 15_000) -> None:
    """Make *engine* safe for many writers: WAL, a busy timeout, and writers that wait at BEGIN.

    *busy_ms* is how long one writer waits for another, in milliseconds. The engine of another
    database is not changed. In a request, the HTTP method decides whether its transaction begins
    as a writer's: the host (its user loader) has usually begun it before the forum is called. A
    request that has waited in vain once only reads from then on, and does not wait again: the page
    that says so must not wait for the same lock.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # else the driver begins transactions itself, too late
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(busy_ms)}")
        if _journal(cursor, busy_ms) == "wal":
            cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")  # what is removed for good is overwritten
        cursor.execute("PRAGMA journal_size_limit=67108864")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        in_request = has_request_context() and request.method not in SAFE
        gave_up = in_request and request_state().gave_up
        _wait_for(connection, HURRY_MS if gave_up else _patience.get(), usual=busy_ms)
        if writing.get() or (in_request and not gave_up):
            _begin_to_write(connection, in_request=in_request)
        else:  # it cannot block, so SQLAlchemy's own execution (a third of its time) is bypassed
            connection.connection.cursor().execute("BEGIN DEFERRED")


def _begin_to_write(connection: Connection, *, in_request: bool) -> None:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except DBAPIError as fault:
        if in_request and is_locked(fault):
            request_state().gave_up = True
        raise


def _wait_for(connection: Connection, milliseconds: int | None, *, usual: int) -> None:
    """Set how long *connection* waits for a lock: *milliseconds*, or None for as *usual*."""
    if milliseconds != connection.info.get(_PATIENCE):
        connection.info[_PATIENCE] = milliseconds
        wait = usual if milliseconds is None else milliseconds
        connection.connection.cursor().execute(f"PRAGMA busy_timeout={int(wait)}")


def _journal(cursor: sqlite3.Cursor, busy_ms: int) -> str:
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
