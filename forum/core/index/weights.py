"""How much a document counts, beside its words: what helped or is settled more than the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BETTER_STATES, WORSE_STATES = ("helped", "tried", "settled"), ("replaced", "stale")
"""States of documents that count ``BETTER`` times as much as others, and ``WORSE`` times."""
BETTER, WORSE = 1.1, 0.8


def counts(states: Iterable[str]) -> float:
    """Return how many times as much a document in these *states* counts as one in none."""
    known = {*states}
    return WORSE if known & {*WORSE_STATES} else BETTER if known & {*BETTER_STATES} else 1
