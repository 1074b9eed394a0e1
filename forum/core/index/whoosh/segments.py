"""What is remembered of a segment of an index, which never changes: sets, counts and columns."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from ...memory import size_of
from .bits import as_bits

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

MOST_SETS = 400
"""The most sets remembered for a segment, 12 kB each for 100,000 documents.

Also the most words whose counts are remembered.
"""
SET_BYTES = 16_000_000
"""The most bytes of the sets that are remembered for a segment."""
MOST_COUNTS = 600_000
"""The most counts of a word in a document that are remembered for a segment: 5 MB."""


class Times(NamedTuple):
    """How often a word occurs in each document of a segment that has it."""

    numbers: array[int]
    times: array[float]


class Segment:
    """The sets and counts remembered for a segment, shared by all threads."""

    def __init__(self) -> None:
        self.sets: OrderedDict[tuple[str, str], int] = OrderedDict()
        self.bytes = 0
        self.times: OrderedDict[str, Times] = OrderedDict()
        self.columns: dict[str, array[int]] = {}
        self.values: dict[str, frozenset[str]] = {}

    def remember(self, key: tuple[str, str], found: int) -> None:
        """Remember a set, and forget the oldest if they are too many or too large."""
        if key in self.sets:  # another thread was first
            return
        self.sets[key] = found
        self.bytes += size_of((key, found))
        while len(self.sets) > MOST_SETS or (self.bytes > SET_BYTES and self.sets):
            with suppress(KeyError):  # another thread took it out first
                self.bytes -= size_of(self.sets.popitem(last=False))

    def remember_times(self, term: str, found: Times) -> None:
        """Remember how often a word occurs where, and forget the oldest if there are too many."""
        self.times[term] = found
        while self._is_full():
            with suppress(KeyError):  # another thread took it out first
                self.times.popitem(last=False)

    def _is_full(self) -> bool:
        if len(self.times) > MOST_SETS:
            return True
        counts = sum(len(each.numbers) for each in list(self.times.values()))
        return len(self.times) > 1 and counts > MOST_COUNTS


def column(reader: IndexReader, segment: Segment, name: str) -> array[int]:
    """Return the column *name* of a segment: a number for each document."""
    if name not in segment.columns:
        segment.columns[name] = array("q", reader.column_reader(name))
    return segment.columns[name]


def read_set(reader: IndexReader, field: str, term: str) -> int:
    if (field, term) not in reader:
        return 0
    return as_bits(reader.postings(field, term).all_ids(), reader.doc_count_all())


def read_times(reader: IndexReader, term: str) -> Times:
    found = Times(array("I"), array("f"))
    if ("text", term) in reader:
        matcher = reader.postings("text", term)
        while matcher.is_active():
            found.numbers.append(matcher.id())
            found.times.append(matcher.weight())
            matcher.next()
    return found
