"""What a fault of the database means: the first word is often not the last that is raised."""

from __future__ import annotations

from sqlite3 import SQLITE_FULL, SQLITE_READONLY
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from logging import Logger

_SQLITE = frozenset({SQLITE_READONLY, SQLITE_FULL})
_POSTGRES = frozenset({"25006", "53100"})
"""The codes of a transaction that is read-only, and of a full disk."""


def of_database(fault: BaseException) -> bool:
    """Whether *fault* is one of the database, or was raised in answer to one."""
    return any(isinstance(one, DBAPIError) for one in _behind(fault))


def takes_nothing(fault: BaseException) -> bool:
    """Whether the database is read-only or full, which waiting a moment does not mend.

    With a full disk SQLite ends the transaction: what is raised is that a savepoint is gone.
    """
    return any(
        getattr(one, "sqlite_errorcode", 0) & 0xFF in _SQLITE
        or getattr(one, "sqlstate", "") in _POSTGRES
        for one in _behind(fault)
    )


def log_failure(log: Logger, fault: BaseException, words: str, *values: object) -> None:
    """Log *fault* with its traceback under *words*, which are filled with *values* as usual.

    The parameters of a failed statement are left out: they hold what members wrote.
    """
    if isinstance(fault, StatementError):
        fault.hide_parameters = True
    log.error(words, *values, exc_info=fault)


def _behind(fault: BaseException | None) -> Iterator[BaseException]:
    """Yield *fault* and what it answers, each once: ``raise fault from fault`` is a circle."""
    met: list[BaseException] = []
    while fault is not None and fault not in met:
        met.append(fault)
        yield fault
        fault = fault.__cause__ or fault.__context__
