"""Finds titles similar to one that is being typed, in a Whoosh index."""

from __future__ import annotations

from collections import Counter
from heapq import nlargest
from math import log
from typing import TYPE_CHECKING

from ..asking import words_of_title
from ..protocol import MOST_COMPLETIONS
from ..stemming import unfinished_word
from .bits import numbers_in
from .search import MOST_BEGUN, visible_in

if TYPE_CHECKING:
    from ..protocol import Reach
    from .bitsets import Sets
    from .store import OpenIndex


def _completed(sets: Sets, start: str, visible: int) -> int:
    """Return the *visible* documents with a word in their title that begins with *start*.

    At most ``MOST_COMPLETIONS`` words count, of those in visible titles: no other title decides
    which.
    """
    found = words = 0
    for place, word in enumerate(sets.beginning("title", start)):
        if words == MOST_COMPLETIONS or place == MOST_BEGUN:
            break
        if here := sets.unremembered("title", word) & visible:
            found |= here
            words += 1
    return found


def similar(index: OpenIndex, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
    """Return ids of documents whose title has at least half of the words of *title*."""
    sets = index.sets
    words = words_of_title(title, index.language)
    start = unfinished_word(title, index.language)
    visible, scores, shared = visible_in(sets, reach), Counter[int](), Counter[int]()
    for place, word in enumerate(words, 1):
        found = sets.having("title", word)
        if start and place == len(words):
            found |= _completed(sets, start, visible)
        found &= visible
        rare = log(2 + visible.bit_count() / (found.bit_count() + 1))
        for number in numbers_in(found):
            scores[number] += rare  # type: ignore[assignment]
            shared[number] += 1
    enough = (len(words) + 1) // 2
    best = nlargest(
        most,
        (number for number in scores if shared[number] >= enough),
        key=lambda number: (scores[number], number),
    )
    return tuple(index.searcher.stored_fields(number)["id"] for number in best)
