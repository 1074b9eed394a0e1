"""Features that only PostgreSQL has: time limits for statements, and advisory locks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_CANCELLED = "57014"
"""The code of a cancelled statement (PostgreSQL's appendix A, query_canceled)."""


_READING = text(
    "SELECT set_config('statement_timeout', :most, true), set_config('jit', 'off', true),"
    " set_config('random_page_cost', '1.1', true)"
)


class TooLong(Exception):
    """A statement took longer than its limit."""


@contextmanager
def reading_for(connection: Connection, *, seconds: float) -> Iterator[None]:
    """Limit each statement in this block, which must only read, to *seconds*. Raises TooLong.

    The planner takes it that the pages of tables are in memory, as those of an index of text are:
    otherwise it reads whole tables for a thousand rows. It compiles nothing, which takes longer
    than a statement here. Everything the block did to the transaction is rolled back at its end,
    including these settings.
    """
    savepoint = connection.begin_nested()
    try:
        connection.execute(_READING, {"most": str(max(1, round(seconds * 1000)))})
        yield
    except DBAPIError as fault:
        if _code(fault) == _CANCELLED:
            raise TooLong from fault
        raise
    finally:
        savepoint.rollback()


def set_here(connection: Connection, name: str, milliseconds: int) -> None:
    """Set PostgreSQL's limit *name* until the end of this transaction or savepoint."""
    connection.execute(select(func.set_config(name, str(milliseconds), True)))


def lock(connection: Connection, group: int, number: int, *, shared: bool = False) -> None:
    """Wait for the lock *number* of *group*, and hold it until the end of the transaction.

    Both are 32-bit numbers without a meaning of their own: every process uses the same numbers for
    the same thing.
    """
    take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    connection.execute(select(take(group, number)))


def try_lock(connection: Connection, group: int, number: int) -> bool:
    """Take the lock *number* of *group* if it is free; return whether it was taken."""
    return bool(connection.scalar(select(func.pg_try_advisory_xact_lock(group, number))))


def _code(fault: DBAPIError) -> str:
    """Return the SQLSTATE of the server's error: psycopg and psycopg2 name it differently."""
    found = getattr(fault.orig, "sqlstate", None) or getattr(fault.orig, "pgcode", None)
    return str(found or "")
