"""Sets of documents as bits of large integers, which are combined and counted without a loop.

A segment of an index never changes, so the sets of its terms are remembered with it.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from contextlib import suppress
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from ...memory import size_of
from .new_year import about_new_year, next_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import timedelta

    from whoosh.reading import IndexReader
    from whoosh.searching import Searcher

MOST_SETS = 400
"""The most sets remembered for a segment, 12 kB each for 100,000 documents.

Also the most words whose counts are remembered.
"""
SET_BYTES = 16_000_000
"""The most bytes of the sets that are remembered for a segment."""
MOST_COUNTS = 250_000
"""The most counts of a word in a document that are remembered for a segment: 2 MB."""


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


class Sets:
    """The sets of one searcher. Segments that are no longer used are removed from *segments*."""

    def __init__(self, searcher: Searcher, segments: dict[str, Segment]) -> None:
        self.leaves: list[tuple[IndexReader, int, Segment]] = []
        ids = set()
        for leaf, offset in searcher.leaf_searchers():
            reader = leaf.reader()
            segment = reader.segment()
            id = segment.segment_id() if segment else ""
            ids.add(id)
            self.leaves.append((reader, offset, segments.setdefault(id, Segment())))
        for id in segments.keys() - ids:
            segments.pop(id, None)
        self.all = self._all()

    def _all(self) -> int:
        found = 0
        for reader, offset, _ in self.leaves:
            here = (1 << reader.doc_count_all()) - 1
            if reader.has_deletions():
                here &= ~as_bits(reader.segment().deleted_docs(), reader.doc_count_all())
            found |= here << offset
        return found

    def having(self, field: str, term: str) -> int:
        """Return the documents with *term* in *field*. Deleted ones may be among them."""
        found = 0
        for reader, offset, segment in self.leaves:
            here = segment.sets.get((field, term))
            if here is None:
                here = _read(reader, field, term)
                segment.remember((field, term), here)
            if here:
                found |= here << offset
        return found

    def times(self, term: str) -> Iterator[tuple[int, Times, array[int]]]:
        """Return, for each segment, its offset, the counts of *term*, and the lengths of all texts.

        Deleted texts may be among them.
        """
        for reader, offset, segment in self.leaves:
            here = segment.times.get(term)
            if here is None:
                here = _read_times(reader, term)
                if here.numbers:
                    segment.remember_times(term, here)
            if here.numbers:
                yield offset, here, column(reader, segment, "size")

    def any_of(self, field: str, terms: Iterable[str]) -> int:
        """Return the documents with one of *terms* in *field*."""
        found = 0
        for term in terms:
            found |= self.having(field, term)
        return found

    def values(self, field: str) -> set[str]:
        """Return every value of *field*."""
        found: set[str] = set()
        for reader, _, segment in self.leaves:
            if field not in segment.values:
                has = field in reader.indexed_field_names()
                words = reader.lexicon(field) if has else ()
                segment.values[field] = frozenset(word.decode() for word in words)
            found |= segment.values[field]
        return found

    def years(self, clock: timedelta) -> set[str]:
        """Return the years by a clock that is *clock* ahead of UTC, and maybe others."""
        found = self.values("year")
        return found | {next_year(year, clock) for year in found} if clock else found

    def in_year(self, year: str, clock: timedelta) -> int:
        """Return the documents of *year* by a clock that is *clock* ahead of UTC."""
        found = self.having("year", year)
        if not clock or not year.isdecimal():
            return found
        moved = self._moved(clock)
        return (found & ~moved) | (self.having("year", next_year(year, -clock)) & moved)

    def _moved(self, clock: timedelta) -> int:
        """Return the documents that are in the next year by *clock*, or in the one before."""
        seconds, found = round(clock.total_seconds()), 0
        for reader, offset, segment in self.leaves:
            here = segment.sets.get(("moved", str(seconds)))
            if here is None:
                times = column(reader, segment, "ts")
                here = as_bits(about_new_year(times, 1_000 * seconds), len(times))
                segment.remember(("moved", str(seconds)), here)
            found |= here << offset
        return found

    def beginning(self, field: str, start: str) -> Iterator[str]:
        """Return the words of *field* that begin with *start*, each once and in order."""
        found = (reader.expand_prefix(field, start) for reader, _, _ in self.leaves)
        for word, _ in groupby(merge(*found)):
            yield word.decode()

    def in_title(self, word: str) -> int:
        """Return the documents with *word* in their title, without remembering them."""
        found = 0
        for reader, offset, segment in self.leaves:
            here = segment.sets.get(("title", word))
            found |= (_read(reader, "title", word) if here is None else here) << offset
        return found

    def positions(self, term: str) -> Callable[[int], frozenset[int]]:
        """Return a function that finds *term* in a document. Call it in the order of documents."""
        matchers: dict[int, Any] = {}  # Whoosh has no types

        def at(document: int) -> frozenset[int]:
            reader, offset, _ = next(leaf for leaf in reversed(self.leaves) if leaf[1] <= document)
            if offset not in matchers:
                matchers[offset] = reader.postings("text", term)
            matchers[offset].skip_to(document - offset)
            return frozenset(matchers[offset].value_as("positions"))

        return at

    def time(self, document: int) -> int:
        """Return when *document* was written, in milliseconds since 1970."""
        for reader, offset, segment in reversed(self.leaves):
            if document >= offset:
                found: int = column(reader, segment, "ts")[document - offset]
                return found
        return 0


def column(reader: IndexReader, segment: Segment, name: str) -> array[int]:
    """Return the column *name* of a segment: a number for each document."""
    if name not in segment.columns:
        segment.columns[name] = array("q", reader.column_reader(name))
    return segment.columns[name]


def _read(reader: IndexReader, field: str, term: str) -> int:
    if (field, term) not in reader:
        return 0
    return as_bits(reader.postings(field, term).all_ids(), reader.doc_count_all())


def _read_times(reader: IndexReader, term: str) -> Times:
    found = Times(array("I"), array("f"))
    if ("text", term) in reader:
        matcher = reader.postings("text", term)
        while matcher.is_active():
            found.numbers.append(matcher.id())
            found.times.append(matcher.weight())
            matcher.next()
    return found


def as_bits(numbers: Iterable[int], size: int) -> int:
    """Return an integer with the bits *numbers* set, all below *size*."""
    bits = bytearray(size // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def numbers_in(found: int) -> Iterator[int]:
    """Return which bits of *found* are set, from the lowest."""
    return (place for place, bit in enumerate(bin(found)[:1:-1]) if bit == "1")
