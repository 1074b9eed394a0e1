"""Counts what was found by tantivy: by facet, by year, by thread."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import TYPE_CHECKING, Any

from tantivy import Query

from .queries import turns_of_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

    from tantivy import Searcher

    from ..protocol import Field
    from .queries import Queries

EXACT = 1_500
"""Up to about how many threads are counted exactly: more than anybody can page through."""
_MOST_VALUES = 60_000
"""More values than a facet has. With a lower limit, tantivy may count those it returns wrongly."""
Span = tuple[int, int]
"""When the oldest and the newest document are from, in ms."""


def span_of(searcher: Searcher, queries: Queries, known: Span | None) -> Span:
    """Return the span of all documents, or *known* if that still covers them."""
    if known is not None and not count(searcher, queries.outside(*known)):
        return known
    asked = {name: {name: {"field": "ts"}} for name in ("min", "max")}
    times = searcher.aggregate(Query.all_query(), asked)
    return int(times["min"]["value"] or 0), int(times["max"]["value"] or 0)


def count(searcher: Searcher, query: Query) -> int:
    """Return how many documents match *query*."""
    found: Any = searcher.search(query, 1)  # the package's types lack its count
    return int(found.count)


def by_facet(
    searcher: Searcher, matching: Query, names: Iterable[Field], *, span: Span, clock: timedelta
) -> dict[Field, dict[str, int]]:
    """Return how many documents of *matching* have which value in each of *names*.

    The number of all of them is that of the value "". Years are counted by *clock*.
    """
    asked: dict[str, object] = {"all": {"value_count": {"field": "key"}}}
    for name in names:
        asked[name] = _years(span, clock) if name == "year" else _values(name)
    counted = searcher.aggregate(matching, asked)
    every = {"": int(counted["all"]["value"])}
    return {name: every | _counts(counted[name]["buckets"]) for name in names}


def threads_in(searcher: Searcher, matching: Query) -> int:
    """Return in how many threads the documents of *matching* are: above ``EXACT`` an estimate."""
    about = round(searcher.cardinality(matching, "thread"))
    return about if about > EXACT else len(by_thread(searcher, matching))


def by_thread(searcher: Searcher, matching: Query) -> Mapping[int, int]:
    """Return how many documents of *matching* are in each thread."""
    counted = searcher.aggregate(matching, {"threads": _values("thread")})
    return {int(value): n for value, n in _counts(counted["threads"]["buckets"]).items()}


def _values(field: str) -> dict[str, object]:
    return {"terms": {"field": field, "size": _MOST_VALUES}}


def _years(span: Span, clock: timedelta) -> dict[str, object]:
    """Return how to count by year: each is a range of time."""
    first, last = (datetime.fromtimestamp(at / 1000, UTC).year for at in span)
    years = range(max(MINYEAR, first - 1), min(MAXYEAR, last + 2))
    turns = {year: turns_of_year(year, clock) for year in years}
    ranges = [{"key": str(year), "from": begin, "to": end} for year, (begin, end) in turns.items()]
    return {"range": {"field": "ts", "ranges": ranges}}


def _counts(buckets: Iterable[Mapping[str, Any]]) -> dict[str, int]:  # from tantivy as JSON
    """Return the counts of *buckets* that are not empty, by value."""
    counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
    return {value: n for value, n in counts.items() if n}
