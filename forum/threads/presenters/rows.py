"""Threads as a list prints them, each remembered by what it says (see core/web/fragments.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ...core.web.fragments import fragment, remembered
from ...core.web.times import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup
    from sqlalchemy import Row

    from ..rows import ListedThreadRow


class Listed(NamedTuple):
    """A thread as its row in a list reads it."""

    row: Row[Any]
    opened: Markup
    active: Markup
    new: int
    """Posts that the viewer has not read."""
    with_space: bool
    """Whether it says which space it is in."""


def show_rows(
    threads: Iterable[ListedThreadRow],
    fresh: Mapping[int, int] | None = None,
    *,
    with_space: bool = True,
) -> list[Markup]:
    """Return the rows of *threads*; *fresh* is how many new posts each has, by its id."""
    printed, when, new = remembered(_row), clock(), fresh or {}
    return [
        printed(
            Listed(row, when(row.opened_at), when(row.active_at), new.get(row.id, 0), with_space)
        )
        for row in threads
    ]


def _row(home: str, language: str, listed: Listed) -> Markup:
    return fragment("threads/row.html", "row", listed, home=home, language=language)
