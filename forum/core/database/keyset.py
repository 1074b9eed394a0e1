"""Reads lists page by page, newest first, from a position in them instead of an OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, overload

from sqlalchemy import tuple_

from .session import fetch_all, rows

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute

    Column = ColumnElement[Any] | InstrumentedAttribute[Any]

T = TypeVar("T")
R = TypeVar("R", bound="tuple[Any, ...]")

Position = tuple[datetime, int]
"""Where a row is in a list: its moment and its id."""
Fetch = Callable[[bool, Position | None, int], Sequence[T]]
"""``fetch(backwards, start, most)`` returns at most *most* rows after *start*, nearest first.

*backwards* reads towards the newer rows. Without *start* it reads from the newest row, or backwards
from the oldest.
"""


@overload
def by_moment(
    statement: Select[*tuple[Any, ...]],
    moment: Column,
    id: Column,
    *,
    values: Mapping[str, Any],
    row: type[R],
) -> Fetch[R]: ...
@overload
def by_moment(
    statement: Select[*tuple[Any, ...]], moment: Column, id: Column, *, values: Mapping[str, Any]
) -> Fetch[Any]: ...
def by_moment(
    statement: Select[*tuple[Any, ...]],
    moment: Column,
    id: Column,
    *,
    values: Mapping[str, Any],
    row: Any = None,
) -> Fetch[Any]:
    """Return what reads *statement*, filled with *values*, ordered by *moment* and then *id*.

    Rows are of the class *row*, as in ``fetch_all``.
    """

    def fetch(backwards: bool, start: Position | None, most: int) -> Sequence[Any]:
        part = statement.limit(most)
        if start is not None:
            here = tuple_(moment, id)
            part = part.where(here > start if backwards else here < start)
        order = (moment, id) if backwards else (moment.desc(), id.desc())
        return _read(row, part.order_by(*order), values)

    return fetch


@overload
def by_id(
    statement: Select[*tuple[Any, ...]], id: Column, *, values: Mapping[str, Any], row: type[R]
) -> Fetch[R]: ...
@overload
def by_id(
    statement: Select[*tuple[Any, ...]], id: Column, *, values: Mapping[str, Any]
) -> Fetch[Any]: ...
def by_id(
    statement: Select[*tuple[Any, ...]], id: Column, *, values: Mapping[str, Any], row: Any = None
) -> Fetch[Any]:
    """Return what reads *statement* ordered by *id* alone, for tables whose ids rise with time.

    Rows are of the class *row*, as in ``fetch_all``. The moment of a position is not used.
    """

    def fetch(backwards: bool, start: Position | None, most: int) -> Sequence[Any]:
        part = statement.limit(most)
        if start is not None:
            part = part.where(id > start[1] if backwards else id < start[1])
        return _read(row, part.order_by(id if backwards else id.desc()), values)

    return fetch


def _read(
    row: Any, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> Sequence[Any]:
    return rows(statement, values) if row is None else fetch_all(row, statement, values)
