"""Searches a Whoosh index: matches are computed as sets, and ranked by BM25."""

from __future__ import annotations

from functools import partial, reduce
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING

from ..protocol import FACETS, Matches
from .bits import as_bits, numbers_in
from .groups import Groups
from .ranking import MOST_READ, Work, score

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ..protocol import Field, Order, Reach, Run, SearchQuery, Words
    from .bitsets import Sets
    from .store import OpenIndex

MOST_COMPARED = 50_000
"""In how many documents a search compares the places of words, for all its phrases together."""
MOST_BEGUN = 5_000
"""How many words of an index that begin alike are looked at."""


class WhooshIndex:
    """An index of Whoosh that one thread has opened, as the strategy of a search reads it."""

    def __init__(self, index: OpenIndex) -> None:
        self.index, self.language = index, index.language

    def find(
        self, words: Words, query: SearchQuery, *, reach: Reach, page: int, order: Order
    ) -> Matches:
        """Return page *page* of the documents in *reach* that have *words* and fit *query*."""
        index, sets = self.index, self.index.sets
        compared, read = Work(MOST_COMPARED), Work(MOST_READ)
        base = _matching(sets, words, query, reach, compared)
        chosen = {
            name: reduce(or_, (_having(sets, name, value, query) for value in values), 0)
            for name, values in query.narrowed.items()
        }
        matching = base
        for some in chosen.values():
            matching &= some
        groups = Groups(sets, alone=query.in_thread)
        if matching and words.stems and order == "best":
            scores = score(index, words.stems, matching, read)
            if words.first:
                _prefer(scores, _having_all(sets, words.first, matching, compared))
            shown = groups.best(scores, page)
        else:
            shown = groups.newest(matching, page)
        ids = [index.searcher.stored_fields(number)["id"] for number in shown]
        others = (groups.count_others(number, matching) for number in shown)
        return Matches(
            hits=tuple(ids),
            more={id: n for id, n in zip(ids, others, strict=True) if n > 0},
            total=matching.bit_count(),
            threads=groups.count(matching),
            facets=_facets(sets, base, chosen, query) if query.counted else {},
            partial=compared.too_much or read.too_much,
        )

    def count_having(self, stems: Collection[str], *, reach: Reach) -> Mapping[str, int]:
        """Return how many documents in *reach* have each of *stems*; those without are absent."""
        sets, counts = self.index.sets, dict[str, int]()
        visible = visible_in(sets, reach)
        for stem in stems:
            if sets.is_known("text", stem):
                counts[stem] = (sets.having("text", stem) & visible).bit_count()
        return {stem: n for stem, n in counts.items() if n}

    def beginning(self, start: str, *, reach: Reach, most: int) -> Sequence[str]:
        """Return the *most* usual stems of documents in *reach* that begin with *start*."""
        sets, visible = self.index.sets, visible_in(self.index.sets, reach)
        begun = islice(sets.beginning("text", start), MOST_BEGUN)
        usual = sorted(begun, key=partial(sets.frequency, "text"), reverse=True)
        return list(
            islice((each for each in usual if sets.unremembered("text", each) & visible), most)
        )


def _matching(sets: Sets, words: Words, query: SearchQuery, reach: Reach, work: Work) -> int:
    """Return the documents that match, before they are narrowed by facets."""
    found = visible_in(sets, reach)
    for name, values in query.fields:
        found &= sets.any_of(name, values)
    groups = [_any_run(sets, group, found, work) for group in words.wanted]
    found &= _at_least(words.least, groups)
    for run in words.phrases:
        found &= _phrase(sets, run, found, work)
    for run in words.unwanted:
        found &= ~_phrase(sets, run, found, work)
    return _between(sets, query, found)


def _at_least(least: int, groups: Sequence[int]) -> int:
    """Return the documents that are in at least *least* of *groups*: all there are, if none."""
    reached = [-1] + [0] * least
    """For each number, the documents that are in so many of the groups read so far, or more."""
    for group in groups:
        for n in range(least, 0, -1):
            reached[n] |= reached[n - 1] & group
    return reached[least]


def _having_all(sets: Sets, groups: Sequence[Iterable[Run]], within: int, work: Work) -> int:
    for group in groups:
        within &= _any_run(sets, group, within, work)
    return within


def _prefer(scores: dict[int, float], preferred: int) -> None:
    """Move the documents *preferred* before all others."""
    ahead = max(scores.values(), default=0) + 1
    for number in numbers_in(preferred):
        scores[number] += ahead


def _any_run(sets: Sets, runs: Iterable[Run], within: int, work: Work) -> int:
    found = 0
    for run in runs:
        found |= _phrase(sets, run, within, work)
    return found


def visible_in(sets: Sets, reach: Reach) -> int:
    """Return the documents in *reach*."""
    found = sets.any_of("scope", reach.scopes) & sets.all
    for field, withheld in (
        ("space", map(str, reach.without_spaces)),
        ("thread", map(str, reach.without_threads)),
        ("id", reach.without_documents),
    ):
        found &= ~sets.any_of(field, withheld)
    return found


def _phrase(sets: Sets, run: Run, within: int, work: Work) -> int:
    """Return the documents with the words of *run* in sequence.

    The places of several words are compared only within *within*, as long as that is not too much.
    """
    found = -1
    for word in run:
        found &= sets.having("text", word)
    if len(run) == 1 or not found & within:
        return found
    found_in = []
    places = [sets.positions(word) for word in run]
    for number in numbers_in(found & within):
        if not work.is_allowed(1):
            break
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
