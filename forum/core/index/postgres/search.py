"""Searches the index in PostgreSQL: one statement finds, counts and sorts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ARRAY, REAL, Integer, Text, any_, cast, func, literal, null, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from ...database.postgres import TooLong, reading_for
from ..protocol import FACETS, PAGE_SIZE, Matches
from ..stemming import runs_of
from .columns import shown_columns
from .models import SearchDocument as Doc
from .models import SearchText as Words
from .store import quoted, storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import CTE, ColumnElement, Connection, Select, SQLColumnExpression
    from sqlalchemy.sql import Executable, Subquery

    from ..protocol import Field, Order, Reach, SearchQuery
    from .store import Build

SECONDS = 0.5
"""How long a search may take before only the newest documents are searched."""
NEWEST = 5_000
"""How many documents are searched if searching all of them takes too long."""
RANKED = 5_000
"""How many of the newest matches are ranked: ranking has to read the words of each."""
WEIGHTS = (0.1, 0.1, 0.1, 0.5)
"""How much a word counts, by weight from D to A: five times as much in a title."""
_BY_LENGTH = 1
"""PostgreSQL's flag that divides a rank by 1 + the logarithm of the length."""
_LARGEST = 2**31 - 1
Runs = list[list[str]]


class _ResultRow(NamedTuple):
    """A hit at place ``n``; or, without an id, a group of ``n`` matches with the same values."""

    id: str | None
    n: int
    kind: str
    space_id: int
    year: int
    states: Sequence[str]


def search(
    connection: Connection,
    query: SearchQuery,
    *,
    build: Build,
    reach: Reach,
    page: int,
    order: Order,
) -> Matches:
    """Return page *page* of the documents in *reach* that match *query*."""
    wanted, unwanted, searchable = runs_of(query.terms, build.language)
    if not searchable and not query.fields:
        return Matches(too_common=True)
    where = _where(query, build=build.number, reach=reach)
    rank = _tsquery(wanted, []) if wanted and order == "best" else None
    try:
        with reading_for(connection, seconds=SECONDS):
            found = _found_in(shown_columns(query.clock), where, wanted, unwanted)
            rows = _read(connection, _page(found, query, rank, page=page))
            return _matches(rows, query)
    except TooLong:
        found = _found_among_newest(shown_columns(query.clock), where, wanted, unwanted)
        rows = _read(connection, _page(found, query, None, page=page))
        return _matches(rows, query, partial=True)


def _read(connection: Connection, statement: Executable) -> list[_ResultRow]:
    return [_ResultRow._make(row) for row in connection.execute(statement)]


def _where(query: SearchQuery, *, build: int, reach: Reach) -> list[ColumnElement[bool]]:
    where = visible(build, reach)
    where += [_having(Doc, field, values) for field, values in query.fields]
    if query.since is not None:
        where.append(Doc.at >= query.since)
    if query.until is not None:
        where.append(Doc.at < query.until)
    return where


def visible(build: int, reach: Reach) -> list[ColumnElement[bool]]:
    """Return the conditions for documents of *build* in *reach*."""
    where = [Doc.build == build, _one_of(Doc.scope, reach.scopes)]
    if reach.without_spaces:
        where.append(~_one_of(Doc.space_id, reach.without_spaces))
    if reach.without_threads:
        withheld = _one_of(Doc.thread_id, reach.without_threads)
        where.append(or_(Doc.thread_id.is_(None), ~withheld))
    if reach.without_documents:
        where.append(~_one_of(Doc.id, reach.without_documents))
    return where


# Any: the type checker does not know that columns of both kinds can be compared with "= ANY"
def _one_of(column: Any, values: Iterable[int] | Iterable[str]) -> ColumnElement[bool]:
    kind = Integer if isinstance(column.type, Integer) else Text
    held: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(kind)))
    return held


# Any: the model, or the columns of a CTE, which are found by name
def _having(table: Any, field: Field, values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that *field* has one of *values*, which may be anything typed."""
    if field in ("tag", "state"):
        column = table.tags if field == "tag" else table.states
        held = literal([storable(value) for value in values], ARRAY(Text))
        overlaps: ColumnElement[bool] = column.op("&&", is_comparison=True)(held)
        return overlaps
    if field == "kind":
        return _one_of(table.kind, [storable(value) for value in values])
    column = {"author": "author_id", "space": "space_id", "year": "year"}[field]
    return _one_of(getattr(table, column), [n for value in values if (n := _number(value)) >= 0])


def _number(value: str) -> int:
    """Return *value* as a number, or -1 if it is not one that fits a column."""
    fits = value.isascii() and value.isdecimal() and len(value) <= 10
    return number if fits and (number := int(value)) <= _LARGEST else -1


def _tsquery(wanted: Runs, unwanted: Runs) -> ColumnElement[str]:
    """Return PostgreSQL's query for all of *wanted* and none of *unwanted*, with quoted lexemes."""
    parts = [_run(run) for run in wanted] + [f"!{_run(run)}" for run in unwanted]
    return cast(literal(" & ".join(parts), Text), TSQUERY)


def _run(words: list[str]) -> str:
    return f"({' <-> '.join(quoted(word) for word in words)})"


def matches(column: SQLColumnExpression[object], query: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that the vector *column* matches *query*, a tsquery."""
    matched: ColumnElement[bool] = column.op("@@", is_comparison=True)(query)
    return matched


def _found_in(
    shown: list[Any], where: list[ColumnElement[bool]], wanted: Runs, unwanted: Runs
) -> CTE:
    found = select(*shown).where(*where)
    if wanted:
        found = found.join(Words, Words.number == Doc.number)
        found = found.where(matches(Words.words, _tsquery(wanted, unwanted)))
    else:  # finding unwanted words by the index is faster than testing every document
        for run in unwanted:
            having = select(Words.number).where(matches(Words.words, _tsquery([run], [])))
            found = found.where(Doc.number.not_in(having))
    return _twice(found)


def _found_among_newest(
    shown: list[Any], where: list[ColumnElement[bool]], wanted: Runs, unwanted: Runs
) -> CTE:
    """Return the matches among the newest documents, testing each of them without an index."""
    newest = (
        select(*shown, Words.words)
        .join(Words, Words.number == Doc.number)
        .where(*where)
        .order_by(Doc.at.desc(), Doc.number.desc())
        .limit(NEWEST)
        .cte("newest")
        .prefix_with("MATERIALIZED")
    )
    found = select(*(newest.c[column.name] for column in shown))
    if wanted or unwanted:
        found = found.where(matches(newest.c.words, _tsquery(wanted, unwanted)))
    return _twice(found)


def _twice(found: Select[*tuple[Any, ...]]) -> CTE:
    """Have *found* computed for the page and again for the counts: storing it would cost more."""
    twice: CTE = found.cte("found").prefix_with("NOT MATERIALIZED")
    return twice


def _page(
    found: CTE, query: SearchQuery, rank: ColumnElement[str] | None, *, page: int
) -> Executable:
    """Return the statement for a page of *found*, and for the counts of all of it."""
    chosen = [_having(found.c, field, (value,)) for field, value in query.narrowed.items()]
    pool = select(found.c.number, found.c.id, found.c.at).where(*chosen)
    first = [pool.selected_columns.at.desc(), pool.selected_columns.number.desc()]
    if rank is not None:
        some = pool.order_by(*first).limit(RANKED).subquery()
        how_good = func.ts_rank(
            cast(literal(list(WEIGHTS), ARRAY(REAL)), ARRAY(REAL)), Words.words, rank, _BY_LENGTH
        )
        pool = select(some.c.number, some.c.id, some.c.at, how_good.label("how_good")).join(
            Words, Words.number == some.c.number
        )
        first = [pool.selected_columns.how_good.desc(), some.c.at.desc(), some.c.number.desc()]
    shown = pool.order_by(*first).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE).subquery("shown")
    order = [shown.c[name].desc() for name in ("how_good", "at", "number") if name in shown.c]
    return _hits(shown, order).union_all(_counts(found))


def _hits(shown: Subquery, order: Sequence[ColumnElement[object]]) -> Select[Any]:
    nothing = [
        cast(null(), kind).label(name)
        for name, kind in (
            ("kind", Text),
            ("space_id", Integer),
            ("year", Integer),
            ("states", ARRAY(Text)),
        )
    ]
    place = func.row_number().over(order_by=order)
    return select(shown.c.id, place.label("n"), *nothing)


def _counts(found: CTE) -> Select[Any]:
    group = (found.c.kind, found.c.space_id, found.c.year, found.c.states)
    return select(cast(null(), Text), func.count(), *group).group_by(*group)


def _matches(rows: Sequence[_ResultRow], query: SearchQuery, *, partial: bool = False) -> Matches:
    """Return a page of hits, and the counts of all matches, from *rows*."""
    hits = sorted((row.n, row.id) for row in rows if row.id is not None)
    groups = [(_values(row), row.n) for row in rows if row.id is None]
    total, facets = 0, {facet: Counter({"": 0}) for facet in FACETS}
    for values, n in groups:
        missed = {field for field, value in query.narrowed.items() if value not in values[field]}
        total += 0 if missed else n
        for facet in FACETS:
            if not missed - {facet}:
                facets[facet].update(dict.fromkeys(("", *values[facet]), n))
    return Matches(
        hits=tuple(id for _, id in hits), total=total, facets={**facets}, partial=partial
    )


def _values(row: _ResultRow) -> dict[Field, tuple[str, ...]]:
    return {
        "kind": (row.kind,),
        "space": (str(row.space_id),),
        "year": (str(row.year),),
        "state": tuple(row.states),
    }
