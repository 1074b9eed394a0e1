"""The columns of a document that a search reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, Interval, cast, func, literal

from .models import SearchDocument as Doc

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy import SQLColumnExpression

_SHOWN = (Doc.number, Doc.id, Doc.kind, Doc.space_id, Doc.states, Doc.at)


def shown_columns(clock: timedelta) -> list[SQLColumnExpression[object]]:
    """Return the columns; the year is that by a clock that is *clock* ahead of UTC."""
    if not clock:
        return [*_SHOWN, Doc.year]
    local = func.timezone("UTC", Doc.at) + literal(clock, Interval)
    return [*_SHOWN, cast(func.date_part("year", local), Integer).label("year")]
