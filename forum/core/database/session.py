"""The session the forum rides on: the host's, or that of a database of its own."""

from __future__ import annotations

from collections import namedtuple
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, event
from sqlalchemy.dialects import postgresql, sqlite

from ..state import state
from .faults import of_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flask import Flask
    from sqlalchemy import Connection, CursorResult, Executable, Row, Select
    from sqlalchemy.orm import Session

R = TypeVar("R", bound="tuple[Any, ...]")


def attach(app: Flask, given: SQLAlchemy | None) -> tuple[SQLAlchemy, bool]:
    """Return the Flask-SQLAlchemy of *app* and whether it is our own.

    The host's, given or already registered, wins; else one is made on ``forum.db`` in the instance
    folder: by its whole path, since for a relative one that folder would be made at once. A host
    whose ``db.init_app`` comes later must give ``db=``.
    """
    if given is not None:
        if not isinstance(given, SQLAlchemy):
            raise TypeError(f"db must be a flask_sqlalchemy.SQLAlchemy, not {given!r}")
        return given, False
    if (found := app.extensions.get("sqlalchemy")) is not None:
        return found, False
    file = str(Path(app.instance_path) / "forum.db")
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", URL.create("sqlite", database=file))
    own = SQLAlchemy()
    own.init_app(app)
    return own, True


_listening: WeakKeyDictionary[Any, set[Callable[..., None]]] = WeakKeyDictionary()


def listen_once(sessions: Any, **listeners: Callable[..., None]) -> None:
    """Have *listeners* called at the events of *sessions* that they are named by.

    Once, however many apps share the factory. SQLAlchemy's own ``event.contains`` cannot tell:
    it knows a factory by its address, and takes a new one there for the one that is gone.
    """
    known = _listening.setdefault(sessions.session_factory, set())
    for name, listener in listeners.items():
        if listener not in known:
            known.add(listener)
            event.listen(sessions, name, listener)


def session() -> Session:
    """Return the session of this request or command."""
    return cast("Session", state().db.session())


def rows(
    select: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
) -> Sequence[Row[Any]]:
    """Run *select* and return its rows: the one place that reads, so a replica can be chosen."""
    found: Sequence[Row[Any]] = connection().execute(select, values or {}).all()
    return found


def row(
    select: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
) -> Row[Any] | None:
    """Return the first row of *select*, or None."""
    found: Row[Any] | None = connection().execute(select, values or {}).first()
    return found


def records(
    select: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
) -> Sequence[Any]:
    """Run *select* and return its rows as plain named tuples.

    For what is printed by the dozen, and remembered by what it says: a ``Row`` looks for the place
    of a column each time that it is asked for one, and compares itself to another in Python.
    """
    found = rows(select, values)
    return [*map(_named(found[0]._fields)._make, found)] if found else ()


@cache
def _named(columns: tuple[str, ...]) -> Any:
    return namedtuple("Record", columns)


def fetch_all(
    row: type[R], statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
) -> Sequence[R]:
    """Run *statement*, filled with *values*, and return its rows as *row*.

    *row* is a NamedTuple whose fields are the columns of the statement, in order; TypeError where
    they are not. Plain tuples are read and compared in C, which a hot page notices.
    """
    found = connection().execute(statement, values or {})
    _check_columns(row, tuple(found.keys()))
    return [tuple.__new__(row, columns) for columns in found]


def fetch_one(
    row: type[R], statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
) -> R | None:
    """Return the first row of *statement* as *row*, or None. TypeError as ``fetch_all``."""
    found = connection().execute(statement, values or {})
    _check_columns(row, tuple(found.keys()))
    first = found.first()
    return None if first is None else tuple.__new__(row, first)


def _check_columns(row: type[tuple[Any, ...]], columns: tuple[str, ...]) -> None:
    fields: tuple[str, ...] = getattr(row, "_fields", ())
    if fields != columns:
        raise TypeError(f"{row.__name__} has the fields {fields}, the statement returns {columns}")


def change(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """Run *statement*, which writes and may return columns; entities already read stay as they are.

    For statements that are built once: half of a short statement's time goes into building it.
    """
    return connection().execute(statement, values or {})


def connection() -> Connection:
    """Return the connection of the session, what it holds back written out.

    Only columns are read, so that the session's own way (a third of a short page's time) is not
    gone: it would load entities that nobody asked for.
    """
    current = session()
    if current.autoflush and (current.new or current.dirty or current.deleted):
        current.flush()
    return current.connection()


@contextmanager
def unspoilt() -> Iterator[None]:
    """Keep a statement that fails from ending the host's transaction, where it would.

    A savepoint of the connection: the session's own would flush what the host holds back.
    """
    here = session().connection()
    if here.dialect.name == "sqlite":
        yield
    else:
        with here.begin_nested():
            yield


def set_right(fault: Exception) -> None:
    """Begin anew where *fault* of the host's function spoilt the transaction of a page of ours.

    Nothing more could be read in it. A page of the host's own has its transaction for itself: there
    ``unspoilt`` keeps it, and what is ours is left out.
    """
    if not has_request_context():
        return
    if not (request.endpoint or "").startswith(f"{state().config.name}."):
        return
    current = session()
    ended = of_database(fault) and current.get_bind().dialect.name != "sqlite"
    if ended or not current.is_active:
        current.rollback()


def upsert(table: type[Any]) -> Any:
    """Return an insert into *table* that can say what to do about a row that is there already."""
    dialect = session().get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def commit() -> None:
    """End the request's work: views call it once, nobody else."""
    session().commit()
