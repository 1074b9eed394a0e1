"""The one statement that finds, counts and sorts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import text

from ..weights import BETTER, BETTER_STATES, WORSE, WORSE_STATES
from .conditions import CHOSEN
from .reading import FIRST, reading

if TYPE_CHECKING:
    from sqlalchemy import TextClause

    from .reading import Shape

_FOUND = """WITH {asked} {read}, found AS MATERIALIZED (
  SELECT d.number, d.id, d.kind, d.space_id, d.states, d.at, {year} AS year,
    {thread} AS thread, {whole} AS whole, {title} AS title, {opening} AS opening
  FROM read AS d
), pool AS MATERIALIZED (
  SELECT number, id, at, thread, whole, title, opening,
    CASE WHEN states && '{{{worse}}}' THEN {worse_times}
      WHEN states && '{{{better}}}' THEN {better_times} ELSE 1 END AS weight
  FROM found WHERE {chosen}
), kept AS (
  SELECT first.*, row_number() OVER (ORDER BY {first}) AS place
  FROM (SELECT * FROM pool ORDER BY {first} LIMIT :kept) AS first
), scored AS MATERIALIZED (
  SELECT number, id, at, thread, whole, opening, {score} AS score FROM kept
), best AS (
  SELECT DISTINCT ON (thread) number, id, at, thread, whole,
    max(score) OVER (PARTITION BY thread, whole) AS score FROM scored
  ORDER BY thread, whole DESC, CASE WHEN opening THEN score / :near ELSE score END DESC,
    at DESC, number DESC
), shown AS MATERIALIZED (
  SELECT id, thread,
    row_number() OVER (ORDER BY whole DESC, score DESC, at DESC, number DESC) AS n
  FROM best ORDER BY n LIMIT :most OFFSET :after
)
SELECT shown.id, shown.n, count(*) - 1 AS more,
  NULL AS kind, NULL AS space_id, NULL AS year, NULL AS states
FROM shown JOIN pool ON pool.thread = shown.thread GROUP BY shown.id, shown.n
UNION ALL
SELECT NULL, count(*), 0, kind, space_id, year, states FROM found
GROUP BY kind, space_id, year, states
UNION ALL
SELECT NULL, count(*), (SELECT so FROM much), NULL, NULL, NULL, NULL
FROM (SELECT DISTINCT thread FROM pool) AS threads
"""
_FIRST = "whole DESC, title DESC, at DESC, number DESC"
_ASKED = """
asked AS MATERIALIZED (
  SELECT query, rarity FROM unnest(CAST(:asked AS tsquery[]), CAST(:rarities AS real[]))
    AS each (query, rarity)
),
"""
_SCORE = """
CASE WHEN place <= :ranked THEN
  weight * (
    SELECT sum(ts_rank(CAST(:weights AS real[]), t.words, asked.query, 1) * asked.rarity)
    FROM forum_search_text AS t, asked WHERE t.number = kept.number
  )
ELSE 0 END
"""
_WEIGHTS = {
    "better": ",".join(BETTER_STATES),
    "better_times": BETTER,
    "worse": ",".join(WORSE_STATES),
    "worse_times": WORSE,
}
_LOCAL_YEAR = "CAST(date_part('year', timezone('UTC', d.at) + CAST(:clock AS interval)) AS integer)"


_WHOLE = f"d.number IN (SELECT number FROM forum_search_text WHERE {FIRST})"  # nosec B608: constants


@cache
def statement(shape: Shape) -> TextClause:
    """Return the statement of *shape*. There are few of them, and a process needs fewer."""
    return text(_sql(shape))


def _sql(shape: Shape) -> str:
    return _FOUND.format(
        asked=_ASKED if shape.ranked else "",
        read=reading(shape),
        year=_LOCAL_YEAR if shape.local else "d.year",
        thread="d.number" if shape.in_thread else "coalesce(d.thread_id, -d.number)",
        whole=_WHOLE if shape.first else "false",
        title="ts_rank(d.title, CAST(:any AS tsquery))" if shape.ranked else "0",
        opening="length(d.title) > 0" if shape.ranked else "false",
        chosen=CHOSEN,
        **_WEIGHTS,
        first=_FIRST if shape.ranked else "whole DESC, at DESC, number DESC",
        score=_SCORE if shape.ranked else "0",
    )
