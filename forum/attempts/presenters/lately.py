"""What was tried lately, in words: the thing and how it went, and nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ...core.web.times import clock
from . import outcomes
from .things import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from ..rows import TriedLatelyRow


class TriedLately(NamedTuple):
    """Something that was tried, as a list prints it."""

    title: str
    address: str
    outcome: str
    """How it went the last time, in words."""
    when: Markup
    """When that was told."""


def show_lately(rows: Iterable[TriedLatelyRow]) -> list[TriedLately]:
    """Return *rows* as a list prints them."""
    when, words = clock(), outcomes()
    return [
        TriedLately(
            row.title,
            address_of(row.post_id, row.artefact_id, row.thread_id),
            words[row.outcome],
            when(row.at),
        )
        for row in rows
    ]
