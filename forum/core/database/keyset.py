"""Lists ordered by a moment and an id, newest first, read from a place in them: no OFFSET."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import tuple_

from .session import rows

if TYPE_CHECKING:
    from sqlalchemy import Row, Select

Place = tuple[datetime, int]
"""Where in such a list: the moment and the id of a row."""
Fetch = Callable[[bool, Place | None, int], Sequence[Any]]
"""Called with (backwards, place, most) it returns the rows nearest to the place, nearest first."""


def newest_first(listed: Select[*tuple[Any, ...]], *by: Any, values: Mapping[str, Any]) -> Fetch:
    """Return what ``paging.stretch`` calls to read *listed*, filled with *values*.

    *by* is what it is ordered by: the columns of the moment and of the id, or of an id alone
    where ids rise with time.
    """

    def fetch(backwards: bool, start: Place | None, most: int) -> Sequence[Row[Any]]:
        part = listed.limit(most)
        if start is not None:
            here, there = tuple_(*by), start[-len(by) :]
            part = part.where(here > there if backwards else here < there)
        return rows(part.order_by(*(by if backwards else (way.desc() for way in by))), values)

    return fetch
