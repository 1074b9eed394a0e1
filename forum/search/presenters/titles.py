"""Titles that are offered while a search is typed, as its script shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.i18n import language, tn
from ...spaces.current import current_spaces
from ..rows import PostHitRow
from .hits import address_of, kind_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..rows import HitRow


class OfferedTitle(NamedTuple):
    """A thread or a page of the library that is offered."""

    title: str
    url: str
    kind: str
    space: str


def show_titles(rows: Iterable[HitRow]) -> list[OfferedTitle]:
    """Return *rows* as they are offered. All must be from spaces that the viewer reads."""
    words, spaces = kind_words(language()), current_spaces()
    return [
        OfferedTitle(
            row.title,
            address_of(row),
            words[row.thread_kind if isinstance(row, PostHitRow) else row.kind],
            spaces[row.space_id].name,
        )
        for row in rows
    ]


def how_many(titles: list[OfferedTitle]) -> str:
    """Return how many *titles* are offered, for whoever hears the page; empty if there are none."""
    n = len(titles)
    return tn("%(n)d suggestion", "%(n)d suggestions", n) if n else ""
