"""Takes one document of each thread, and counts the others."""

from __future__ import annotations

from heapq import nlargest
from typing import TYPE_CHECKING

from ..protocol import NEAR, PAGE_SIZE
from .bits import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .bitsets import Sets


class Groups:
    """The threads and artefacts of an index; if *alone*, each document stands for itself."""

    def __init__(self, sets: Sets, *, alone: bool) -> None:
        self.sets, self.alone = sets, alone

    def best(self, scores: Mapping[int, float], page: int) -> list[int]:
        """Return page *page* of the best documents of each group, best first."""
        most = page * PAGE_SIZE
        read = 4 * most
        while True:
            best = nlargest(read, scores, key=lambda number: (scores[number], -number))
            first = self._one_of_each(best)
            if len(first) >= most or len(best) < read:
                return [self._or_opening(n, scores) for n in first[most - PAGE_SIZE : most]]
            read *= 4

    def newest(self, matching: int, page: int) -> list[int]:
        """Return page *page* of the newest documents of each group, newest first."""
        time, most = self.sets.time, page * PAGE_SIZE
        newest = sorted(numbers_in(matching), key=lambda n: (time(n), n), reverse=True)
        return self._one_of_each(newest)[most - PAGE_SIZE : most]

    def count(self, matching: int) -> int:
        """Return in how many groups the documents *matching* are."""
        return matching.bit_count() if self.alone else self.sets.groups_in(matching)

    def count_others(self, number: int, matching: int) -> int:
        """Return how many others of the group of the document *number* are in *matching*."""
        if self.alone:
            return 0
        return (self.sets.of_group(number) & matching).bit_count() - 1

    def _one_of_each(self, numbers: Iterable[int]) -> list[int]:
        """Return the first of *numbers* in each group."""
        if self.alone:
            return list(numbers)
        first: dict[int, int] = {}
        for number in numbers:
            first.setdefault(self.sets.group(number), number)
        return list(first.values())

    def _or_opening(self, number: int, scores: Mapping[int, float]) -> int:
        """Return the opening of the thread of the document *number* if it is nearly as good."""
        if self.alone:
            return number
        openings = self.sets.of_group(number) & self.sets.having("opening", "yes")
        opening = openings.bit_length() - 1
        return opening if scores.get(opening, 0.0) >= NEAR * scores[number] else number
