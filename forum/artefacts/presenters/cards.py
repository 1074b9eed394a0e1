"""Artefacts as cards beside other things: on the first page, in a space, beside a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .labels import kind_labels, tried_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ..rows import CardRow


class Card(NamedTuple):
    """An artefact as its card prints it."""

    id: int
    kind: str
    label: str
    """The name of its kind."""
    title: str
    slug: str
    revision: int
    revised_at: datetime
    tried: str
    """How it went for those who tried it; empty if nobody has."""


def cards(rows: Sequence[CardRow]) -> list[Card]:
    """Return *rows* as cards."""
    labels = kind_labels() if rows else {}
    return [
        Card(
            row.id,
            row.kind,
            labels[row.kind],
            row.title,
            row.slug,
            row.revision,
            row.revised_at,
            tried_words(row),
        )
        for row in rows
    ]
