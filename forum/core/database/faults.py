"""Classifies database errors; the original cause is often hidden in the exception chain."""

from __future__ import annotations

from sqlite3 import SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR, SQLITE_LOCKED, SQLITE_READONLY
from typing import TYPE_CHECKING

from sqlalchemy.exc import (
    DBAPIError,
    OperationalError,
    PendingRollbackError,
    StatementError,
    TimeoutError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from logging import Logger

_SQLITE = frozenset({SQLITE_READONLY, SQLITE_FULL, SQLITE_IOERR})
"""An immutable file that was open before is an error of input and output."""
_LOCKED = frozenset({SQLITE_BUSY, SQLITE_LOCKED})
_POSTGRES = frozenset({"25006", "53100"})
"""The codes of a read-only transaction and of a full disk (PostgreSQL's appendix A)."""
_MISSING = frozenset({"42P01", "42703", "3F000"})
"""The codes of a table, a column and a schema that does not exist."""
_CONNECTION_LOST = "8s2b"
"""SQLAlchemy's code of a transaction whose connection is gone."""


def is_database_error(fault: BaseException) -> bool:
    """Whether *fault* is a database error, or was raised while handling one."""
    return any(isinstance(one, DBAPIError) for one in _chain(fault))


def is_failure(fault: BaseException) -> bool:
    """Whether the database failed, now or for good, and not the statement: nobody's mistake."""
    return any(
        isinstance(one, DBAPIError)
        and (is_unavailable(one) or is_read_only_or_full(one))
        and not lacks_tables(one)
        for one in _chain(fault)
    )


def is_read_only_or_full(fault: BaseException) -> bool:
    """Whether the database is read-only or full, so that trying again soon will not help.

    With a full disk SQLite ends the transaction, and the error raised is about a missing savepoint.
    """
    return any(
        getattr(one, "sqlite_errorcode", 0) & 0xFF in _SQLITE
        or getattr(one, "sqlstate", "") in _POSTGRES
        for one in _chain(fault)
    )


def is_unavailable(fault: BaseException) -> bool:
    """Whether the database is busy or gone, so that trying again soon may help."""
    if isinstance(fault, PendingRollbackError):
        return fault.code == _CONNECTION_LOST
    lost = isinstance(fault, DBAPIError) and fault.connection_invalidated
    return lost or isinstance(fault, (OperationalError, TimeoutError))


def is_locked(fault: BaseException) -> bool:
    """Whether SQLite waited for another writer, in vain."""
    return any(getattr(one, "sqlite_errorcode", 0) & 0xFF in _LOCKED for one in _chain(fault))


def lacks_tables(fault: DBAPIError) -> bool:
    """Whether a statement failed because a table or a column does not exist."""
    code = getattr(fault.orig, "sqlstate", None) or getattr(fault.orig, "pgcode", None)
    words = "" if code else str(fault.orig)  # PostgreSQL says it in the language of its server
    return code in _MISSING or any(
        part in words for part in ("no such table", "no such column", "has no column named")
    )


def is_ours(fault: DBAPIError) -> bool:
    """Whether the statement that failed is about tables of the forum's."""
    return "forum_" in f"{fault.statement} {fault.orig}"


def log_failure(log: Logger, fault: BaseException, words: str, *values: object) -> None:
    """Log *fault* with its traceback under *words*, which are filled with *values* as usual.

    The parameters of a failed statement are left out: they contain texts of members.
    """
    if isinstance(fault, StatementError):
        fault.hide_parameters = True
    log.error(words, *values, exc_info=fault)


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """Yield *fault* and its causes, each once: ``raise fault from fault`` makes a cycle."""
    met: list[BaseException] = []
    while fault is not None and fault not in met:
        met.append(fault)
        yield fault
        fault = fault.__cause__ or fault.__context__
