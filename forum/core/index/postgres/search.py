"""A build of the index in PostgreSQL that is open for reading."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

from ..protocol import FACETS, NEAR, PAGE_SIZE, Matches, ranked_by
from . import vocabulary
from .conditions import fitting, in_reach
from .reading import COUNT_FITTING, FOUND, MUCH, READ, SHORT, Shape
from .statement import statement
from .store import quoted
from .tsquery import any_of, query_for, run_query

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from ..protocol import Field, Order, Reach, SearchQuery, Words
    from .rarity import Rarity
    from .reading import Way
    from .store import Build

RANKED = 1_000
"""How many matches are ranked: that reads their words. The others follow, the newest first.

All that are found are counted, but only for a page beyond the ranked ones are they all sorted.
"""
_COUNT_FITTING = text(COUNT_FITTING)
WEIGHTS = (0.1, 0.1, 0.4, 0.5)
"""How much a word counts by its weight, from D to A: in a text, -, a thread's title, a title."""


class _ResultRow(NamedTuple):
    """A hit at place ``n``; or a group of ``n`` matches with the same values, which has no id.

    One row has neither id nor kind: ``n`` is in how many threads the matches are, and ``more`` what
    was not read, ``MUCH`` or ``SHORT``.
    """

    id: str | None
    n: int
    more: int
    kind: str | None
    space_id: int
    year: int
    states: Sequence[str]


class OpenIndex:
    """A build that is open for reading over one connection."""

    def __init__(self, connection: Connection, build: Build, rarity: Rarity) -> None:
        self.connection, self.build, self.rarity = connection, build, rarity
        self.language = build.language

    def find(
        self, words: Words, query: SearchQuery, *, reach: Reach, page: int, order: Order
    ) -> Matches:
        """Return page *page* of the documents in *reach* that have *words* and fit *query*."""
        values = {**in_reach(self.build.number, reach), **fitting(query), "clock": query.clock}
        values |= {"found": FOUND, "looked_up": READ, "kept_beside": RANKED}
        wanted = query_for(words)
        ranked = bool(wanted) and order == "best"
        shape = Shape(
            having="words" if wanted else "unwanted" if words.unwanted else "anything",
            way=self._way(words, query, reach, values, order=order) if wanted else "whole",
            ranked=ranked,
            first=bool(words.first),
            local=bool(query.clock),
            in_thread=query.in_thread,
        )
        if wanted:
            values["words"] = wanted
        elif words.unwanted:
            values["unwanted"] = any_of(words.unwanted)
        if ranked:
            values |= self._ranking(words)
        if words.first:
            first = replace(words, wanted=words.first, least=len(words.first))
            values["first"] = query_for(first)
        values |= {"most": PAGE_SIZE, "after": (page - 1) * PAGE_SIZE, "near": NEAR}
        for kept in (RANKED, None):
            rows = self._rows(shape, {**values, "kept": kept})
            if any(row.more == SHORT for row in rows if _is_of_all(row)):
                shape = shape._replace(way="whole")
                rows = self._rows(shape, {**values, "kept": kept})
            found = _matches(rows, query)
            if len(found.hits) >= min(PAGE_SIZE, found.threads - (page - 1) * PAGE_SIZE):
                break
        return found

    def _rows(self, shape: Shape, values: Mapping[str, object]) -> list[_ResultRow]:
        return [_ResultRow._make(row) for row in self.connection.execute(statement(shape), values)]

    def _way(
        self,
        words: Words,
        query: SearchQuery,
        reach: Reach,
        values: Mapping[str, object],
        *,
        order: Order,
    ) -> Way:
        """Return how to read the documents with *words*.

        If no more than ``FOUND`` are in reach and fit, each way finds all: old statistics cost
        time, and no hits.
        """
        self.rarity.read(self.connection, self.build.number)
        if self.rarity.estimate(words) <= FOUND:
            return "whole"
        few = query.fields or query.since or query.until or "open" not in reach.scopes
        if few and self.connection.execute(_COUNT_FITTING, values).scalar_one() <= FOUND:
            return "whole"
        if query.narrowed:
            return "whole"  # what was chosen may lie behind all others
        if order == "best":
            return "stretches"
        return "whole" if words.first else "newest"

    def _ranking(self, words: Words) -> dict[str, object]:
        """Return the values to rank by: each word with its rarity.

        What a mistyped word may stand for counts as much as the most common of it.
        """
        asked: dict[str, float] = {}
        for group in words.wanted:
            runs = ranked_by(group)
            rarity = min(sum(map(self.rarity.of, run)) for run in runs)
            asked |= {run_query(run): rarity for run in runs}
        asked |= {quoted(stem): self.rarity.of(stem) for run in words.phrases for stem in run}
        return {
            "any": any_of([(stem,) for stem in words.stems]),
            "asked": list(asked),
            "rarities": list(asked.values()),
            "ranked": RANKED,
            "weights": list(WEIGHTS),
        }

    def count_having(self, stems: Collection[str], *, reach: Reach) -> Mapping[str, int]:
        """Return about how many documents in *reach* have each of *stems*."""
        self.rarity.read(self.connection, self.build.number)
        shares = {stem: self.rarity.share(stem) for stem in stems}
        within = in_reach(self.build.number, reach)
        return vocabulary.count_having(self.connection, shares, within)

    def beginning(self, start: str, *, reach: Reach, most: int) -> Sequence[str]:
        """Return at most *most* stems of documents in *reach* that begin with *start*."""
        within = in_reach(self.build.number, reach)
        return vocabulary.beginning(self.connection, start, within, most=most)


def _is_of_all(row: _ResultRow) -> bool:
    return row.id is None and row.kind is None


def _matches(rows: Sequence[_ResultRow], query: SearchQuery) -> Matches:
    """Return a page of hits, and the counts of all matches, from *rows*."""
    hits = sorted((row.n, row.id, row.more) for row in rows if row.id is not None)
    groups = [(_values(row), row.n) for row in rows if row.kind is not None]
    total, facets = 0, {facet: Counter({"": 0}) for facet in FACETS}
    for values, n in groups:
        narrowed = query.narrowed.items()
        missed = {field for field, wanted in narrowed if not {*wanted} & {*values[field]}}
        total += 0 if missed else n
        for facet in FACETS:
            if not missed - {facet}:
                facets[facet].update(dict.fromkeys(("", *values[facet]), n))
    whole = [row for row in rows if _is_of_all(row)]
    return Matches(
        hits=tuple(id for _, id, _ in hits),
        more={id: more for _, id, more in hits if more},
        total=total,
        threads=sum(row.n for row in whole),
        partial=any(row.more == MUCH for row in whole),
        facets={**facets},
    )


def _values(row: _ResultRow) -> dict[Field, tuple[str, ...]]:
    return {
        "kind": (row.kind or "",),
        "space": (str(row.space_id),),
        "year": (str(row.year),),
        "state": tuple(row.states),
    }
