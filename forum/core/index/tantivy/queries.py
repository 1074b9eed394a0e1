"""Builds tantivy's queries from ours. No text of anybody is ever parsed as one."""

from __future__ import annotations

from calendar import timegm
from datetime import MAXYEAR, MINYEAR
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query

from ..protocol import ranked_by
from .store import TEXTS, key_of, storable, token

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, timedelta

    from tantivy import Schema

    from ..protocol import Field, Reach, Run, SearchQuery, Words

Clause = tuple[Occur, Query]
WEIGHTS = {"title": 3.0, "thread_title": 2.0, "body": 1.0}
"""How much a word counts: in a title, in the title of a reply's thread, in the text."""
EACH = 20.0
"""Added to a score for each word that is there, if not all must be: about what a rare word counts.

Of 12 to 200 it found the most threads of the tuning half of ``tests.search_quality`` first.
"""
AHEAD = 2_000.0
"""Added to the score of documents that come before all others: more than any other score."""
FEW_SCOPES = 20
"""Up to how many scopes are asked for one by one."""
_LARGEST = 2**61
"""Numbers above it fit no column."""


def all_of(clauses: Sequence[Clause]) -> Query:
    """Return the query for what fits all *clauses*."""
    if not any(occur == Occur.Must for occur, _ in clauses):
        clauses = [*clauses, must(Query.all_query())]
    return Query.boolean_query(list(clauses))


def some_of(queries: Sequence[Query], least: int) -> Query:
    """Return the query for what fits at least *least* of *queries*: the more, the better."""
    each = Query.const_score_query(Query.all_query(), EACH)
    wished = [Query.boolean_query([(Occur.Must, one), (Occur.Must, each)]) for one in queries]
    return Query.boolean_query(
        [(Occur.Should, one) for one in wished], minimum_number_should_match=least
    )


def must(query: Query) -> Clause:
    """Return the clause that *query* must match, without a score."""
    return Occur.Must, Query.const_score_query(query, 0.0)


def never(query: Query) -> Clause:
    """Return the clause that *query* must not match."""
    return Occur.MustNot, query


def turns_of_year(year: int, clock: timedelta) -> tuple[int, int]:
    """Return when *year* begins and ends, in ms, if the reader's clock is so far ahead of UTC."""
    ahead = round(clock.total_seconds() * 1000)
    first, last = (timegm((turn, 1, 1, 0, 0, 0)) * 1000 - ahead for turn in (year, year + 1))
    return first, last


def _any(queries: Sequence[Query]) -> Query:
    if not queries:
        return Query.empty_query()
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)


def _number(value: str) -> int | None:
    """Return *value* as a number, or None if it is not one that fits a column."""
    fits = value.isascii() and value.isdecimal() and len(value) < 19
    return int(value) if fits and int(value) < _LARGEST else None


class Queries:
    """Builds queries for an index with *schema*.

    Fields have numbers in it: with the schema of another index, a query would ask other fields.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def visible(self, reach: Reach) -> list[Clause]:
        """Return the clauses for the documents in *reach*."""
        clauses = [must(self._any_scope(reach.scopes))]
        withheld: tuple[tuple[str, list[int]], ...] = (
            ("space", sorted(reach.without_spaces)),
            ("thread", [id * 2 for id in sorted(reach.without_threads)]),
            ("key", sorted(map(key_of, reach.without_documents))),
        )
        return clauses + [
            never(self._any_term(name, values)) for name, values in withheld if values
        ]

    def fitting(self, query: SearchQuery) -> list[Clause]:
        """Return the clauses for the fields and the time of *query*, without its facets."""
        clauses = [must(self.one_of(field, values, query.clock)) for field, values in query.fields]
        if query.since or query.until:
            clauses.append(must(self._between(_ms(query.since), _ms(query.until))))
        return clauses

    def one_of(self, field: Field, values: Iterable[str], clock: timedelta) -> Query:
        """Return the query for the documents with one of *values*, which may be anything typed."""
        if field in ("tag", "state", "kind"):
            return self._any_term(field, [storable(value) for value in values])
        numbers = [number for value in values if (number := _number(value)) is not None]
        if field == "year":
            years = [year for year in numbers if MINYEAR <= year < MAXYEAR]
            return _any([self._between(*turns_of_year(year, clock)) for year in years])
        return self._any_term(field, [n * 2 for n in numbers] if field == "thread" else numbers)

    def outside(self, first: int, last: int) -> Query:
        """Return the query for what was before *first* or after *last*, in ms."""
        return _any([self._between(None, first), self._between(last + 1, None)])

    def having(self, words: Words) -> list[Clause]:
        """Return the clauses for the documents with *words*."""
        clauses = [(Occur.Must, self.run(phrase)) for phrase in words.phrases]
        clauses += [never(self.run(phrase)) for phrase in words.unwanted]
        groups = [(Occur.Must, self.any_run(group)) for group in words.wanted]
        if words.least >= len(groups):
            return clauses + groups
        clauses.append((Occur.Must, some_of([group for _, group in groups], words.least)))
        if words.first:
            having_all = [must(self.any_run(group)) for group in words.first]
            clauses.append((Occur.Should, Query.const_score_query(all_of(having_all), AHEAD)))
        return clauses

    def any_run(self, runs: Sequence[Run], fields: Sequence[str] = TEXTS) -> Query:
        """Return the query for the documents with one of *runs*, with the score of the best one."""
        counted = ranked_by(tuple(runs))
        found = [self.run(each, fields) for each in counted]
        others = [self.run(each, fields) for each in runs if each not in counted]
        found += [Query.const_score_query(other, 1.0) for other in others]
        return found[0] if len(found) == 1 else Query.disjunction_max_query(found)

    def in_groups(self, threads: Sequence[int]) -> Query:
        """Return the query for the documents of *threads*, as they are in the index."""
        return self._any_term("thread", threads)

    def opening(self) -> Query:
        """Return the query for what has a title of its own."""
        return Query.term_query(self.schema, "opening", 1)

    def run(self, stems: Run, fields: Sequence[str] = TEXTS) -> Query:
        """Return the query for the documents with *stems* in sequence in one of *fields*."""
        return _any([Query.boost_query(self._in(field, stems), WEIGHTS[field]) for field in fields])

    def _in(self, field: str, stems: Run) -> Query:
        tokens = [token(stem) for stem in stems]
        if len(tokens) == 1:  # a phrase of one word panics
            return Query.term_query(self.schema, field, tokens[0], "freq")
        return Query.phrase_query(self.schema, field, list(tokens))

    def _any_scope(self, scopes: Sequence[str]) -> Query:
        """Return the query for documents of *scopes*.

        A set reads all documents of each, however rare the words are; a few are skipped through.
        """
        if len(scopes) > FEW_SCOPES:
            return self._any_term("scope", scopes)
        return _any([Query.term_query(self.schema, "scope", scope, "basic") for scope in scopes])

    def _any_term(self, field: str, values: Sequence[str] | Sequence[int]) -> Query:
        if not values:
            return Query.empty_query()
        return Query.term_set_query(self.schema, field, list(values))

    def _between(self, since: int | None, until: int | None) -> Query:
        open_end = until is None  # which tantivy wants to be called included
        return Query.range_query(
            self.schema, "ts", FieldType.Integer, since, until, include_upper=open_end
        )
