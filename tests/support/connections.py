"""Connections to PostgreSQL that are used again by the next site.

A connection is a process of the server, which reads the catalogue before it can plan anything: its
first statements take many times as long as later ones, and a test sends hardly more than those. So
the connections that a site closes are kept, and the next one gets them in the state of a new one:
``DISCARD ALL`` is the server's own word for that.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from psycopg import Connection, Error
from psycopg.adapt import AdaptersMap
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

SHARED = "postgres"
"""The database that tests share; others are dropped, which fails while somebody is connected."""
SAYS = {"host", "dbname", "user"}
"""What an address says; whoever asks for more gets a connection of their own."""
MOST = 8
"""Connections that are kept; of those that a site closes at once, the others are closed."""

Kept = tuple[dict[str, Any], Connection[Any]]
_kept: deque[Kept] = deque()


def keep_connections() -> None:
    """Keep what engines of this process close from now on."""
    PGDialect_psycopg.connect = _connect  # type: ignore[method-assign]
    PGDialect_psycopg.do_close = _close  # type: ignore[method-assign]
    PGDialect_psycopg.do_terminate = _terminate  # type: ignore[method-assign]


def close_kept() -> None:
    """Close the connections that are kept, as their server stops."""
    while _kept:
        _kept.pop()[1].close()


def _connect(dialect: PGDialect_psycopg, *words: Any, **named: Any) -> Any:
    """Return a connection that was kept and still stands, or a new one."""
    place = {name: value for name, value in named.items() if name != "context"}
    shared = not words and place.keys() <= SAYS and place.get("dbname") == SHARED
    while shared and (found := _taken(place)):
        if _becomes_new(found):
            context = named.get("context")
            found._adapters = AdaptersMap(context.adapters) if context else None
            return found
    made = dialect.loaded_dbapi.connect(*words, **named)
    made.kept_for = place if shared else None
    return made


def _taken(place: dict[str, Any]) -> Connection[Any] | None:
    """Take the connection to *place* that was kept last."""
    for kept in reversed(list(_kept)):
        if kept[0] == place:
            try:
                _kept.remove(kept)
            except ValueError:  # another thread was faster
                continue
            return kept[1]
    return None


def _close(_: PGDialect_psycopg, connection: Any) -> None:
    """Keep *connection*, unless it is broken, or there are enough."""
    place = connection.kept_for
    if place and len(_kept) < MOST and _becomes_new(connection):
        _kept.append((place, connection))
    else:
        connection.close()


def _terminate(_: PGDialect_psycopg, connection: Any) -> None:
    connection.close()


def _becomes_new(connection: Connection[Any]) -> bool:
    """Bring *connection* into the state of a new one, here and at the server.

    Return whether that could be done; where not, it is closed.
    """
    server = connection.pgconn
    try:
        if server.transaction_status != TransactionStatus.IDLE:
            server.exec_(b"ROLLBACK")
        done = server.exec_(b"DISCARD ALL").status == ExecStatus.COMMAND_OK
    except Error:
        done = False
    if done:
        connection.__init__(server)  # type: ignore[misc]
    else:
        connection.close()
    return done
