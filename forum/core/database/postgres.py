"""What PostgreSQL alone offers: reads that give up in time, and locks on numbers."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_CANCELLED = "57014"
"""The code of a statement that was cancelled (PostgreSQL's appendix A, query_canceled)."""


class TooLong(Exception):
    """A statement took longer than it was given."""


@contextmanager
def reading_for(connection: Connection, *, seconds: float) -> Iterator[None]:
    """Let each statement of this block, which only reads, take *seconds* at most, or TooLong.

    The transaction goes on as it was: what the block did to it is taken back, the limit too.
    """
    savepoint = connection.begin_nested()
    try:
        set_here(connection, "statement_timeout", max(1, round(seconds * 1000)))
        yield
    except DBAPIError as fault:
        if _code(fault) == _CANCELLED:
            raise TooLong from fault
        raise
    finally:
        savepoint.rollback()


def set_here(connection: Connection, name: str, milliseconds: int) -> None:
    """Set the limit *name* of PostgreSQL's until the end of this transaction or savepoint."""
    connection.execute(select(func.set_config(name, str(milliseconds), True)))


def lock(connection: Connection, group: int, number: int, *, shared: bool = False) -> None:
    """Wait for the lock *number* of *group*; held until the end of the transaction.

    Two 32-bit numbers, together of no meaning but that everybody takes the same for one thing.
    """
    take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    connection.execute(select(take(group, number)))


def try_lock(connection: Connection, group: int, number: int) -> bool:
    """Take the lock *number* of *group* if nobody has it; return whether it was taken."""
    return bool(connection.scalar(select(func.pg_try_advisory_xact_lock(group, number))))


def _code(fault: DBAPIError) -> str:
    """Return the SQLSTATE of the server's error: psycopg and psycopg2 name it differently."""
    found = getattr(fault.orig, "sqlstate", None) or getattr(fault.orig, "pgcode", None)
    return str(found or "")
