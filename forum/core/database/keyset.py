"""Reads lists page by page, newest first, from a position in them instead of an OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Integer, bindparam, tuple_

from .base import Moment
from .session import fetch_all
from .statement_cache import with_cache

if TYPE_CHECKING:
    from sqlalchemy import SQLColumnExpression

    from .session import Statement

    Column = SQLColumnExpression[object]

T = TypeVar("T")
R = TypeVar("R", bound="tuple[object, ...]")

MANY = 10
"""From so many pages on, one is offered a month, and the middle of what has numbers."""
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

    *statement* is a constant: each form of it is built once. Rows are of the class *row*, as in
    ``fetch_all``.
    """
    return _fetch(statement, (moment, id), values, row)


def by_id(
    statement: Statement, id: Column, *, values: Mapping[str, object], row: type[R]
) -> Fetch[R]:
    """Return a function that reads *statement* by *id*, for tables whose ids increase with time.

    Both are as in ``by_moment``. The moment of a position is not used.
    """
    return _fetch(statement, (id,), values, row)


LATER = timedelta(days=365_000)
"""How much earlier the moments of a list are that is read after another."""
_BEGIN = datetime(1500, 1, 1, tzinfo=UTC)


def one_after_other(first: Fetch[R], second: Fetch[R]) -> Fetch[R]:
    """Return a function that reads the list *first*, and then *second*.

    The moments of positions in the second one are ``LATER`` earlier. A page with the end of the
    first one costs one statement more.
    """

    def fetch(backwards: bool, start: Position | None, most: int) -> Sequence[R]:
        beyond = start is not None and start[0] < _BEGIN
        inside = (start[0] + LATER, start[1]) if start is not None and beyond else None
        near, far = (second, first) if backwards else (first, second)
        if beyond != backwards:  # the first one is done with, read forwards; likewise backwards
            return far(backwards, start if backwards else inside, most)
        rows = near(backwards, inside if backwards else start, most)
        return [*rows, *far(backwards, None, most - len(rows))] if len(rows) < most else rows

    return fetch


def _fetch(
    statement: Statement, order: tuple[Column, ...], values: Mapping[str, object], row: type[R]
) -> Fetch[R]:
    def fetch(backwards: bool, start: Position | None, most: int) -> Sequence[R]:
        part = _part(statement, order, backwards=backwards, started=start is not None)
        at, id = start or (None, None)
        return fetch_all(row, part, {**values, "most": most, "start_at": at, "start_id": id})

    return fetch


@cache
def _part(
    statement: Statement, order: tuple[Column, ...], *, backwards: bool, started: bool
) -> Statement:
    """Return *statement* in *order*, from a position on if it is *started*."""
    part = statement
    if started:
        here = tuple_(*order)
        at, id = bindparam("start_at", type_=Moment), bindparam("start_id", type_=Integer)
        start = tuple_(at, id) if len(order) > 1 else tuple_(id)
        part = part.where(here > start if backwards else here < start)
    ordered = part.order_by(*(order if backwards else (column.desc() for column in order)))
    return with_cache(ordered.limit(bindparam("most", type_=Integer)))
