"""Finds titles similar to one that is being typed, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from ..asking import words_of_title
from ..stemming import unfinished_word
from .conditions import IN_REACH, in_reach
from .store import quoted
from .tsquery import at_least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from ..protocol import Reach
    from .store import Build

NEAR = 500
"""How many titles are compared that have so many of the words: the newest of each number."""

_TITLES = f"""WITH asked AS MATERIALIZED (
  SELECT n, query FROM unnest(CAST(:asked AS tsquery[])) WITH ORDINALITY AS each (query, n)
), near AS MATERIALIZED (
  SELECT DISTINCT ON (number) number, id, at, title
  FROM unnest(CAST(:several AS tsquery[])) AS several (query) CROSS JOIN LATERAL (
    SELECT d.number, d.id, d.at, t.title
    FROM forum_search_text AS t JOIN forum_search_document AS d ON d.number = t.number
    WHERE t.title @@ several.query AND {IN_REACH} ORDER BY d.number DESC LIMIT :near
  ) AS own ORDER BY number
), held AS MATERIALIZED (
  SELECT near.number, near.id, near.at, asked.n
  FROM near, asked WHERE near.title @@ asked.query
), rare AS MATERIALIZED (
  SELECT n, ln(2 + (SELECT count(*) FROM near) / (count(*) + 1.0)) AS rarity FROM held GROUP BY n
)
SELECT held.id FROM held JOIN rare ON rare.n = held.n
GROUP BY held.number, held.id, held.at HAVING count(*) >= :least
ORDER BY sum(rare.rarity) DESC, held.at DESC, held.number DESC LIMIT :most
"""  # nosec B608: made of constants
_SIMILAR = text(_TITLES)


def similar(
    connection: Connection, title: str, *, build: Build, reach: Reach, most: int
) -> tuple[str, ...]:
    """Return ids of documents whose title has at least half of the words of *title*.

    The rarer a word is, the more it counts.
    """
    words = words_of_title(title, build.language)
    if not words:
        return ()
    asked = [quoted(word) for word in words]
    if start := unfinished_word(title, build.language):
        asked[-1] = f"({asked[-1]} | {quoted(start)}:*)"
    values: dict[str, object] = {
        "asked": asked,
        "several": _several(asked),
        "least": (len(asked) + 1) // 2,
        "near": NEAR,
    }
    values |= {"most": most, **in_reach(build.number, reach)}
    return tuple(connection.scalars(_SIMILAR, values))


def _several(asked: Sequence[str]) -> list[str]:
    """Return the queries for all of *asked*, one less, and so on; and, with each, for half of them.

    So an old title with all the words is found, or with a rare one, however many newer titles have
    as many common ones.
    """
    half = (len(asked) + 1) // 2
    many = [at_least(n, asked) for n in range(len(asked), half, -1)]
    return many + [f"{word} & ({at_least(half, asked)})" for word in asked]
