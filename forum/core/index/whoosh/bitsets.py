"""Sets of documents as bits of large integers, which are combined and counted without a loop.

A segment of an index never changes, so the sets of its terms are remembered with it.
"""

from __future__ import annotations

from heapq import merge
from itertools import compress, groupby
from typing import TYPE_CHECKING, Any

from .bits import as_bits, bytes_of
from .new_year import about_new_year, next_year
from .segments import Segment, column, read_set, read_times

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator
    from datetime import timedelta

    from whoosh.reading import IndexReader
    from whoosh.searching import Searcher

    from .segments import Times

NO_GROUP = 1 << 50
"""Added to the numbers of documents without a group, in an index of before there were groups."""


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
                if field == "text":  # its counts will be asked for as well: read once
                    times = _times(reader, segment, term)
                    here = as_bits(times.numbers, reader.doc_count_all())
                else:
                    here = read_set(reader, field, term)
                segment.remember((field, term), here)
            if here:
                found |= here << offset
        return found

    def times(self, term: str) -> Iterator[tuple[int, Times, array[int]]]:
        """Return, for each segment, its offset, the counts of *term*, and the lengths of all texts.

        Deleted texts may be among them.
        """
        for reader, offset, segment in self.leaves:
            here = _times(reader, segment, term)
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

    def frequency(self, field: str, term: str) -> int:
        """Return about how many documents have *term* in *field*."""
        return sum(reader.doc_frequency(field, term) for reader, _, _ in self.leaves)

    def unremembered(self, field: str, term: str) -> int:
        """Return the documents with *term* in *field*, without remembering them."""
        found = 0
        for reader, offset, segment in self.leaves:
            here = segment.sets.get((field, term))
            found |= (read_set(reader, field, term) if here is None else here) << offset
        return found

    def is_known(self, field: str, term: str) -> bool:
        """Whether any document has *term* in *field*, a deleted one perhaps."""
        return any((field, term) in reader for reader, _, _ in self.leaves)

    def group(self, document: int) -> int:
        """Return what *document* is grouped by: its thread, or less than 0 for an artefact."""
        return self._number("group", document) or -NO_GROUP - document

    def of_group(self, document: int) -> int:
        """Return the documents that are grouped with *document*."""
        group = self.group(document)
        return self.unremembered("thread", str(group)) if group > -NO_GROUP else 1 << document

    def groups_in(self, found: int) -> int:
        """Return in how many groups the documents *found* are."""
        groups: set[int] = set()
        for reader, offset, segment in self.leaves:
            here = (found >> offset) & ((1 << reader.doc_count_all()) - 1)
            groups.update(compress(column(reader, segment, "group"), bytes_of(here)))
        return len(groups) if 0 not in groups else found.bit_count()

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
        return self._number("ts", document)

    def _number(self, name: str, document: int) -> int:
        """Return what the column *name* has for *document*."""
        for reader, offset, segment in reversed(self.leaves):
            if document >= offset:
                found: int = column(reader, segment, name)[document - offset]
                return found
        return 0


def _times(reader: IndexReader, segment: Segment, term: str) -> Times:
    """Return the counts of *term* in a segment, remembered."""
    found = segment.times.get(term)
    if found is None:
        found = read_times(reader, term)
        if found.numbers:
            segment.remember_times(term, found)
    return found
