"""The session that the forum uses: the host's, or one on a database of its own."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from flask import has_request_context, request
from sqlalchemy.exc import DBAPIError

from ..state import state
from .faults import is_database_error, is_read_only_or_full
from .statement_cache import options_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, CursorResult, Executable, Select
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.orm import Session, SessionTransaction

    from .base import Base

    Statement = Select[*tuple[Any, ...]]
    """A SELECT of any columns: this is how SQLAlchemy spells it."""
    Changed = CursorResult[*tuple[Any, ...]]
    """The result of a statement that writes: how many rows, and their columns if it returns any."""

_CONNECTION = "forum_connection"
"""The key of ``Session.info`` under which a transaction and its connection are kept."""
R = TypeVar("R", bound="tuple[object, ...]")
S = TypeVar("S", bound="tuple[object, ...]")


def session() -> Session:
    """Return the session of this request or command."""
    return state().db.session()


def fetch_all(
    row: type[R], statement: Statement, values: Mapping[str, object] | None = None
) -> Sequence[R]:
    """Run *statement*, filled with *values*, and return its rows as *row*.

    *row* is a NamedTuple whose fields are the columns of the statement, in order; otherwise
    TypeError is raised. Named tuples are read and compared in C, SQLAlchemy's ``Row`` in Python: a
    page that prints dozens of rows, and remembers fragments by them, is measurably faster.
    """
    found = _execute(statement, values or {})
    _check_columns(row, tuple(found.keys()))
    return [tuple.__new__(row, columns) for columns in found.all()]


def fetch_one(
    row: type[R], statement: Statement, values: Mapping[str, object] | None = None
) -> R | None:
    """Return the first row of *statement* as *row*, or None; TypeError as in ``fetch_all``."""
    found = _execute(statement, values or {})
    _check_columns(row, tuple(found.keys()))
    first = found.first()
    return None if first is None else tuple.__new__(row, first)


def fetch_pairs(
    left: type[R], right: type[S], statement: Statement, values: Mapping[str, object]
) -> list[tuple[R, S]]:
    """Return the rows of *statement*, each as two: its first columns are those of *left*.

    TypeError as ``fetch_all``.
    """
    found = _execute(statement, values)
    width = _check_pair(left, right, tuple(found.keys()))
    return [
        (tuple.__new__(left, row[:width]), tuple.__new__(right, row[width:])) for row in found.all()
    ]


def fetch_joined(
    left: type[R], right: type[S], statement: Statement, values: Mapping[str, object]
) -> tuple[R, S] | None:
    """Return the first row of *statement* as ``fetch_pairs`` does, or None."""
    found = _execute(statement, values)
    width = _check_pair(left, right, tuple(found.keys()))
    first = found.first()
    if first is None:
        return None
    return tuple.__new__(left, first[:width]), tuple.__new__(right, first[width:])


def _execute(statement: Statement, values: Mapping[str, object]) -> Changed:
    return connection().execute(statement, values, execution_options=options_of(statement))


def _check_columns(row: type[tuple[object, ...]], columns: tuple[str, ...]) -> None:
    fields: tuple[str, ...] = getattr(row, "_fields", ())
    if fields != columns:
        raise TypeError(f"{row.__name__} has the fields {fields}, the statement returns {columns}")


def _check_pair(
    left: type[tuple[object, ...]], right: type[tuple[object, ...]], columns: tuple[str, ...]
) -> int:
    """Return how many of *columns* are those of *left*; TypeError as ``fetch_all``."""
    width = len(getattr(left, "_fields", ()))
    _check_columns(left, columns[:width])
    _check_columns(right, columns[width:])
    return width


def change(statement: Executable, values: Mapping[str, object] | None = None) -> Changed:
    """Run *statement*, which writes and may return columns. Loaded entities are not updated.

    For statements that are built once, as module constants: building a short statement takes half
    of its time.
    """
    return connection().execute(statement, values or {})


def connection() -> Connection:
    """Return the connection of the session, after flushing pending changes.

    Statements run on it directly, because the forum reads columns and not entities: the session's
    own ``execute`` would take a third of a short page's time. It is the same one as long as the
    transaction lasts, and is not looked up again for each statement of a page. In a savepoint it
    is: the session sends it only once it is asked for its connection there.
    """
    current = session()
    if current.autoflush and (current.new or current.dirty or current.deleted):
        current.flush()
    transaction = _innermost(current)
    known: tuple[object, Connection] | None = current.info.get(_CONNECTION)
    if known and known[0] is transaction and current.is_active:
        return known[1]
    found = current.connection()
    current.info[_CONNECTION] = (_innermost(current), found)
    return found


def _innermost(current: Session) -> SessionTransaction | None:
    return current.get_nested_transaction() or current.get_transaction()


@contextmanager
def protect_transaction() -> Iterator[None]:
    """Protect the host's transaction from a statement that fails in this block.

    It uses a savepoint of the connection: one of the session would flush the host's pending
    changes. SQLite needs none, because a failed statement does not end its transaction.
    """
    here = session().connection()
    if here.dialect.name == "sqlite":
        yield
    else:
        with here.begin_nested():
            yield


def roll_back_if_broken(fault: Exception) -> None:
    """Roll back if *fault*, raised by a function of the host, ended the transaction of our page.

    Otherwise nothing more could be read in it. On the host's own pages nothing is rolled back:
    there ``protect_transaction`` is used.
    """
    if not has_request_context():
        return
    if not (request.endpoint or "").startswith(f"{state().config.name}."):
        return
    current = session()
    ended = is_database_error(fault) and current.get_bind().dialect.name != "sqlite"
    if ended or not current.is_active:
        current.rollback()


def upsert(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Return an insert into *table* with ``on_conflict_...`` methods, for this database."""
    dialect = session().get_bind().dialect.name
    # Loaded here: a site on SQLite needs no PostgreSQL, which takes a tenth of the start.
    insert: type[postgresql.Insert] = import_module(f"sqlalchemy.dialects.{dialect}").Insert
    return insert(table)


def commit() -> None:
    """Commit the session. Only views and commands call this, once a request."""
    try:
        session().commit()
    except DBAPIError as fault:
        note_failure(fault)
        raise
    state().memory.unwritable = False


def note_failure(fault: Exception) -> None:
    """Remember for the health check that nothing can be saved, if that is what *fault* says."""
    if is_read_only_or_full(fault):
        state().memory.unwritable = True
