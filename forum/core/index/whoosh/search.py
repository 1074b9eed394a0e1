"""Searches a Whoosh index: matches are computed as sets, and ranked by BM25."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from heapq import nlargest
from math import log
from time import monotonic
from typing import TYPE_CHECKING

from ..protocol import FACETS, MOST_COMPLETIONS, MOST_TERMS, PAGE_SIZE, Matches
from ..stemming import runs_of, stems, unfinished_word
from .bitsets import as_bits, numbers_in

if TYPE_CHECKING:
    from ..protocol import Field, Order, Reach, SearchQuery
    from ..stemming import Runs
    from .bitsets import Sets
    from .store import OpenIndex

SECONDS = 0.5
"""How long a search may take before it answers with what it has."""
SATURATION, LENGTH = 1.2, 0.75
"""K1 and B of BM25: how soon repeating a word stops counting, and how much the length counts."""


class _Late(Exception):
    """The time is up."""


class _Clock:
    """Raises _Late when the time is up, and remembers that it did."""

    def __init__(self) -> None:
        self.until, self.late = monotonic() + SECONDS, False

    def check(self) -> None:
        if monotonic() > self.until:
            self.late = True
            raise _Late


def search(
    index: OpenIndex, query: SearchQuery, *, reach: Reach, page: int, order: Order
) -> Matches:
    """Return page *page* of the documents in *reach* that match *query*."""
    sets, runs, clock = index.sets, runs_of(query.terms, index.language), _Clock()
    if not runs.searchable and not query.fields:
        return Matches(too_common=True)
    base = _matching(sets, query, runs, reach, clock)
    chosen = {name: _having(sets, name, value, query) for name, value in query.narrowed.items()}
    matching = base
    for some in chosen.values():
        matching &= some
    words = [word for run in runs.wanted for word in run]
    most = page * PAGE_SIZE
    if matching and words and order == "best":
        numbers = _best(index, words, matching, most, clock)
    else:
        numbers = nlargest(most, numbers_in(matching), key=lambda n: (sets.time(n), n))
    return Matches(
        hits=tuple(index.searcher.stored_fields(n)["id"] for n in numbers[most - PAGE_SIZE :]),
        total=matching.bit_count(),
        facets=_facets(sets, base, chosen, query),
        partial=clock.late,
    )


def _matching(sets: Sets, query: SearchQuery, runs: Runs, reach: Reach, clock: _Clock) -> int:
    """Return the documents that match *query*, before it is narrowed by facets."""
    found = _visible(sets, reach)
    for name, values in query.fields:
        found &= sets.any_of(name, values)
    for run in sorted(runs.wanted, key=len):
        found &= _phrase(sets, run, found, clock)
    for run in runs.unwanted:
        found &= ~_phrase(sets, run, found, clock)
    return _between(sets, query, found)


def _visible(sets: Sets, reach: Reach) -> int:
    found = sets.any_of("scope", reach.scopes) & sets.all
    for field, withheld in (
        ("space", map(str, reach.without_spaces)),
        ("thread", map(str, reach.without_threads)),
        ("id", reach.without_documents),
    ):
        found &= ~sets.any_of(field, withheld)
    return found


def _phrase(sets: Sets, run: list[str], within: int, clock: _Clock) -> int:
    """Return the documents with the words of *run* in sequence.

    The places of several words are compared only within *within*, as long as there is time.
    """
    found = -1
    for word in run:
        found &= sets.having("text", word)
    if len(run) == 1 or not found & within:
        return found
    found_in = []
    places = [sets.positions(word) for word in run]
    with suppress(_Late):
        for number in numbers_in(found & within):
            clock.check()
            starts = places[0](number)
            for step, at in enumerate(places[1:], 1):
                here = at(number)
                starts = frozenset(start for start in starts if start + step in here)
            if starts:
                found_in.append(number)
    return as_bits(found_in, found.bit_length())


def _between(sets: Sets, query: SearchQuery, found: int) -> int:
    if query.since is None and query.until is None:
        return found
    first = query.since.timestamp() * 1000 if query.since else float("-inf")
    last = query.until.timestamp() * 1000 if query.until else float("inf")
    found_in = [number for number in numbers_in(found) if first <= sets.time(number) < last]
    return as_bits(found_in, found.bit_length())


def _having(sets: Sets, facet: Field, value: str, query: SearchQuery) -> int:
    return sets.in_year(value, query.clock) if facet == "year" else sets.having(facet, value)


def _facets(
    sets: Sets, base: int, chosen: dict[Field, int], query: SearchQuery
) -> dict[Field, dict[str, int]]:
    """Count the documents by each facet, narrowed by what is chosen in the others."""
    counts: dict[Field, dict[str, int]] = {}
    for facet in FACETS:
        here = base
        for other, some in chosen.items():
            if other != facet:
                here &= some
        values = sets.years(query.clock) if facet == "year" else sets.values(facet)
        each = {value: (here & _having(sets, facet, value, query)).bit_count() for value in values}
        counts[facet] = {value: n for value, n in each.items() if n}
        counts[facet][""] = here.bit_count()
    return counts


def _best(index: OpenIndex, words: list[str], matching: int, most: int, clock: _Clock) -> list[int]:
    """Return the numbers of the best *most* documents of *matching*, best first.

    The BM25 of Whoosh (Robertson and Zaragoza, 2009), without its eight calls per document.
    """
    searcher = index.searcher
    allowed = matching.to_bytes(searcher.doc_count_all() // 8 + 1, "little")
    scores = defaultdict[int, float](float)
    average = searcher.avg_field_length("text") or 1
    with suppress(_Late):
        for word in dict.fromkeys(words):
            rare = searcher.idf("text", word) * (SATURATION + 1)
            for offset, found, lengths in index.sets.times(word):
                for number, times in zip(found.numbers, found.times, strict=True):
                    place = offset + number
                    if allowed[place >> 3] >> (place & 7) & 1:
                        long = 1 - LENGTH + LENGTH * lengths[number] / average
                        scores[place] += rare * times / (times + SATURATION * long)
                clock.check()
    return nlargest(most, scores, key=lambda number: (scores[number], -number))


def _completed(sets: Sets, start: str, visible: int) -> int:
    """Return the *visible* documents with a word in their title that begins with *start*.

    At most ``MOST_COMPLETIONS`` words count, of those in visible titles: no other title decides
    which.
    """
    found, words, clock = 0, 0, _Clock()
    with suppress(_Late):
        for word in sets.beginning("title", start):
            if here := sets.in_title(word) & visible:
                found |= here
                words += 1
            if words == MOST_COMPLETIONS:
                break
            clock.check()
    return found


def similar(index: OpenIndex, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
    """Return ids of documents whose title has at least half of the words of *title*."""
    sets = index.sets
    words = list(dict.fromkeys(stems(title, index.language)))[-MOST_TERMS:]
    start = unfinished_word(title, index.language)
    visible, scores, shared = _visible(sets, reach), Counter[int](), Counter[int]()
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
