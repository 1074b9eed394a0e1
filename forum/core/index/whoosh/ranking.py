"""Ranks the documents that were found, and takes one of each thread."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from ..weights import BETTER, BETTER_STATES, WORSE, WORSE_STATES
from .bits import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .segments import Times
    from .store import OpenIndex

MOST_READ = 3_000_000
"""How many occurrences of words in documents a search weighs."""
FEW = 200
"""Up to this many documents are looked up in the occurrences of a word, rather than all read."""
SATURATION, LENGTH = 1.2, 0.75
"""K1 and B of BM25: how soon repeating a word stops counting, and how much the length counts."""


class Work:
    """Counts work down; what is left undone makes the answer partial."""

    def __init__(self, most: int) -> None:
        self.left, self.too_much = most, False

    def is_allowed(self, much: int) -> bool:
        """Whether *much* more may be done. If so, it is counted."""
        if much > self.left:
            self.too_much = True
            return False
        self.left -= much
        return True


def score(index: OpenIndex, words: Iterable[str], matching: int, work: Work) -> dict[int, float]:
    """Return how well each document of *matching* fits *words*, the rarest of which come first.

    The BM25 of Whoosh (Robertson and Zaragoza, 2009), without its eight calls per document.
    """
    searcher, sets = index.searcher, index.sets
    few = list(islice(numbers_in(matching), FEW + 1))
    allowed = matching.to_bytes(searcher.doc_count_all() // 8 + 1, "little")
    scores = defaultdict[int, float](float)
    average = searcher.avg_field_length("text") or 1
    rarity = {word: searcher.idf("text", word) * (SATURATION + 1) for word in words}
    for word in sorted(rarity, key=lambda word: -rarity[word]):
        for offset, found, lengths in sets.times(word):
            if not work.is_allowed(len(found.numbers)):
                return scores
            here = (
                _only(few, offset, found)
                if len(few) <= FEW
                else zip(found.numbers, found.times, strict=True)
            )
            for number, times in here:
                place = offset + number
                if allowed[place >> 3] >> (place & 7) & 1:
                    long = 1 - LENGTH + LENGTH * lengths[number] / average
                    scores[place] += rarity[word] * times / (times + SATURATION * long)
    worse = sets.any_of("state", WORSE_STATES) & matching
    better = sets.any_of("state", BETTER_STATES) & matching & ~worse
    for found_there, times_as_much in ((better, BETTER), (worse, WORSE)):
        for place in numbers_in(found_there):
            scores[place] *= times_as_much
    return scores


def _only(few: Sequence[int], offset: int, found: Times) -> Iterator[tuple[int, float]]:
    """Return the counts in the documents *few*, without reading all the others."""
    for document in few:
        at = bisect_left(found.numbers, document - offset)
        if at < len(found.numbers) and found.numbers[at] == document - offset:
            yield found.numbers[at], found.times[at]
