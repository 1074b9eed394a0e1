"""Titles that are offered while a search is typed, as its script shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.text.plain import beginning
from ...core.web.i18n import language, tn
from ...spaces.current import current_spaces
from ..kinds import FILE, kind_of
from ..rows import FileHitRow, PostHitRow
from .hits import address_of, kind_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..rows import HitRow


BEGINNING = 90
"""How many characters of a post are shown, where all are of one thread."""


class OfferedTitle(NamedTuple):
    """A thread or a page of the library that is offered, or a post of the only thread."""

    title: str
    """That of the thread or the page; of a post, how it begins."""
    url: str
    kind: str
    """What it is, and of a post its number."""
    where: str
    """The name of the space, or of the author of a post."""


def show_posts(rows: Iterable[HitRow]) -> list[OfferedTitle]:
    """Return *rows*, which are posts of one thread, as they are offered."""
    words = kind_words(language())
    return [
        OfferedTitle(
            beginning(row.html, length=BEGINNING) or row.title,
            address_of(row),
            f"{words[kind_of(row)]} #{row.number}",
            words["former"] if row.author_former else row.author_name,
        )
        for row in rows
        if isinstance(row, PostHitRow)
    ]


def show_titles(rows: Iterable[HitRow]) -> list[OfferedTitle]:
    """Return *rows* as they are offered. All must be from spaces that the viewer reads."""
    words, spaces = kind_words(language()), current_spaces()
    return [
        OfferedTitle(
            row.name if isinstance(row, FileHitRow) else row.title,
            address_of(row),
            words[_kind_of(row)],
            spaces[row.space_id].name,
        )
        for row in rows
    ]


def _kind_of(row: HitRow) -> str:
    if isinstance(row, FileHitRow):
        return FILE
    return kind_of(row) if isinstance(row, PostHitRow) else row.kind


def how_many(titles: list[OfferedTitle]) -> str:
    """Return how many *titles* are offered, for whoever hears the page; empty if there are none."""
    n = len(titles)
    return tn("%(n)d suggestion", "%(n)d suggestions", n) if n else ""
