"""Searches a tantivy index: finds, counts and completes stems."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from tantivy import Occur
from tantivy import Order as Direction

from ..asking import words_of_title
from ..protocol import FACETS, MOST_COMPLETIONS, NEAR, PAGE_SIZE, Matches
from ..stemming import unfinished_word
from .counts import by_facet, by_thread, count, span_of, threads_in
from .queries import Queries, all_of, must, some_of
from .store import TEXTS, id_of, stem_of, token

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import timedelta

    from tantivy import Query

    from ..protocol import Field, Order, Reach, SearchQuery, Words
    from .store import OpenIndex

WINDOW = 100
"""How many documents are read at first for each page, to find its threads."""
WIDEST = 50_000
"""How many are read at most: pages beyond them are empty."""


class _Hit(NamedTuple):
    """A document that was found. The better a hit is, the smaller it is."""

    minus_score: float
    minus_ts: int
    minus_key: int
    thread: int

    @property
    def id(self) -> str:
        """The id of the document."""
        return id_of(-self.minus_key)


class Snapshot:
    """An index as it is at a moment: later commits are not in it."""

    def __init__(self, opened: OpenIndex) -> None:
        opened.index.reload()
        self.searcher, self.language = opened.index.searcher(), opened.language
        self.queries, self.name = Queries(opened.schema), opened.folder.name
        self.span = opened.span = span_of(self.searcher, self.queries, opened.span)

    def find(
        self, words: Words, query: SearchQuery, *, reach: Reach, page: int, order: Order
    ) -> Matches:
        """Return page *page* (from 1) of the documents that have *words* and fit *query*."""
        base = [
            *self.queries.having(words),
            *self.queries.visible(reach),
            *self.queries.fitting(query),
        ]
        chosen = {
            name: must(self.queries.one_of(name, values, query.clock))
            for name, values in query.narrowed.items()
        }
        matching = all_of([*base, *chosen.values()])
        facets = self._facets(matching, FACETS, query.clock)
        total = facets[FACETS[0]][""]
        for name in chosen:
            others = [clause for other, clause in chosen.items() if other != name]
            facets |= self._facets(all_of([*base, *others]), (name,), query.clock)
        if not total:
            return Matches(facets=facets)
        most = page * PAGE_SIZE
        ranked = order == "best" and bool(words.stems)
        hits, first = self._hits(matching, most, total, ranked=ranked, apart=query.in_thread)
        shown = first[most - PAGE_SIZE : most]
        if ranked and not query.in_thread:
            shown = self._or_openings(matching, shown)
        is_all = len(hits) == total
        in_thread = Counter(hit.thread for hit in hits) if is_all else None
        threads = len(in_thread) if in_thread else threads_in(self.searcher, matching)
        return Matches(
            hits=tuple(hit.id for hit in shown),
            more={} if query.in_thread else self._more(matching, shown, in_thread),
            total=total,
            threads=total if query.in_thread else threads,
            facets=facets,
        )

    def count_having(self, stems: Collection[str], *, reach: Reach) -> Mapping[str, int]:
        """Return how many documents in *reach* have each of *stems*; those without are absent."""
        seen = self.queries.visible(reach)
        counts = {
            stem: count(self.searcher, all_of([must(self.queries.run((stem,))), *seen]))
            for stem in stems
            if self._is_anywhere(token(stem))
        }
        return {stem: n for stem, n in counts.items() if n}

    def beginning(self, start: str, *, reach: Reach, most: int) -> Sequence[str]:
        """Return the *most* usual stems in *reach* that begin with *start*."""
        seen, counts = all_of(self.queries.visible(reach)), Counter[str]()
        for field in TEXTS:
            counts.update(dict(self.searcher.terms_with_prefix(field, token(start), seen)))
        usual = sorted(counts, key=lambda found: (-counts[found], found))
        return [stem_of(found) for found in usual[:most]]

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents whose title has at least half of the words of *title*."""
        words = words_of_title(title, self.language)
        if not words:
            return ()
        seen = self.queries.visible(reach)
        groups = [[(word,)] for word in words]
        if start := unfinished_word(title, self.language):
            found = self.searcher.terms_with_prefix(
                "title", token(start), all_of(seen), MOST_COMPLETIONS
            )
            groups[-1] += [(stem_of(each),) for each, _ in found]
        half = some_of(
            [self.queries.any_run(group, ("title",)) for group in groups], (len(groups) + 1) // 2
        )
        asked = all_of([(Occur.Must, half), *seen])
        return tuple(hit.id for hit in self._top(asked, most * 4, ranked=True)[:most])

    def _hits(
        self, matching: Query, most: int, total: int, *, ranked: bool, apart: bool
    ) -> tuple[list[_Hit], list[_Hit]]:
        """Return the first hits, best first, and the best of each thread among them.

        More and more are read, until there are *most* threads and no further hit can be as good,
        or all *total* hits are read. If *apart*, each is like a thread.
        """
        window = most * (WINDOW // PAGE_SIZE)
        while True:
            window = min(window, total, WIDEST)
            hits = self._top(matching, window, ranked=ranked)
            first = hits if apart else _best_of_threads(hits)
            if window >= min(total, WIDEST):
                return hits, first
            if len(first) >= most and first[most - 1].minus_score < hits[-1].minus_score:
                return hits, first
            window *= 2

    def _or_openings(self, matching: Query, shown: Sequence[_Hit]) -> list[_Hit]:
        """Return *shown*, with the opening of a thread if it is nearly as good as the hit."""
        asked = all_of([(Occur.Must, self._of(matching, shown)), must(self.queries.opening())])
        openings = {hit.thread: hit for hit in self._top(asked, PAGE_SIZE, ranked=True)}
        found = [(hit, openings.get(hit.thread, hit)) for hit in shown]
        return [
            opening if opening.minus_score <= NEAR * hit.minus_score else hit
            for hit, opening in found
        ]

    def _top(self, matching: Query, most: int, *, ranked: bool) -> list[_Hit]:
        """Return the *most* best or newest hits."""
        if ranked:
            found = self.searcher.search(matching, most, count=False, weight_by_field="weight")
        else:
            found = self.searcher.search(
                matching, most, count=False, order_by_field="ts", order=Direction.Desc
            )
        places = [place for _, place in found.hits]
        columns = (
            self.searcher.fast_field_values(name, places) for name in ("ts", "key", "thread")
        )
        # none of these columns has gaps, but the package's types say so
        rows: Any = zip((score for score, _ in found.hits), *columns, strict=True)
        return sorted(_Hit(-score, -ts, -key, thread) for score, ts, key, thread in rows)

    def _facets(
        self, matching: Query, names: Sequence[Field], clock: timedelta
    ) -> dict[Field, dict[str, int]]:
        return by_facet(self.searcher, matching, names, span=self.span, clock=clock)

    def _more(
        self, matching: Query, shown: Sequence[_Hit], in_thread: Mapping[int, int] | None
    ) -> dict[str, int]:
        """Return how many other documents match in the thread of each hit of *shown*."""
        if in_thread is None:
            in_thread = by_thread(self.searcher, self._of(matching, shown))
        others = {hit.id: in_thread[hit.thread] - 1 for hit in shown}
        return {id: n for id, n in others.items() if n}

    def _of(self, matching: Query, shown: Sequence[_Hit]) -> Query:
        """Return the query for those of *matching* in the threads of *shown*."""
        threads = self.queries.in_groups([hit.thread for hit in shown])
        return all_of([(Occur.Must, matching), must(threads)])

    def _is_anywhere(self, token: str) -> bool:
        return any(self.searcher.doc_freq(field, token) for field in TEXTS)


def _best_of_threads(hits: Sequence[_Hit]) -> list[_Hit]:
    """Return the first of *hits* in each thread, in their order."""
    first: dict[int, _Hit] = {}
    for hit in hits:
        first.setdefault(hit.thread, hit)
    return list(first.values())
