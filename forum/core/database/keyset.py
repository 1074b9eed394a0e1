"""Reads lists page by page, newest first, from a position in them instead of an OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import tuple_

from .session import fetch_all

if TYPE_CHECKING:
    from sqlalchemy import SQLColumnExpression

    from .session import Statement

    Column = SQLColumnExpression[object]

T = TypeVar("T")
R = TypeVar("R", bound="tuple[object, ...]")

Position = tuple[datetime, int]
"""Where a row is in a list: its moment and its id."""
Fetch = Callable[[bool, Position | None, int], Sequence[T]]
"""``fetch(backwards, start, most)`` returns at most *most* rows after *start*, nearest first.

*backwards* reads towards the newer rows. Without *start* it reads from the newest row, or backwards
from the oldest.
"""


def by_moment(
    statement: Statement, moment: Column, id: Column, *, values: Mapping[str, object], row: type[R]
) -> Fetch[R]:
    """Return a function that reads *statement*, filled with *values*, by *moment* and then *id*.

    Rows are of the class *row*, as in ``fetch_all``.
    """

    def fetch(backwards: bool, start: Position | None, most: int) -> Sequence[R]:
        part = statement.limit(most)
        if start is not None:
            here, there = tuple_(moment, id), start
            part = part.where(here > there if backwards else here < there)
        order = (moment, id) if backwards else (moment.desc(), id.desc())
        return fetch_all(row, part.order_by(*order), values)

    return fetch


def by_id(
    statement: Statement, id: Column, *, values: Mapping[str, object], row: type[R]
) -> Fetch[R]:
    """Return a function that reads *statement* by *id*, for tables whose ids increase with time.

    Rows are of the class *row*, as in ``fetch_all``. The moment of a position is not used.
    """

    def fetch(backwards: bool, start: Position | None, most: int) -> Sequence[R]:
        part = statement.limit(most)
        if start is not None:
            part = part.where(id > start[1] if backwards else id < start[1])
        return fetch_all(row, part.order_by(id if backwards else id.desc()), values)

    return fetch
