"""Finds titles similar to one that is being typed, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from ..asking import words_of_title
from ..stemming import unfinished_word
from .conditions import IN_REACH, in_reach
from .store import quoted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ..protocol import Reach
    from .store import Build

_TITLES = f"""
WITH asked AS MATERIALIZED (
  SELECT n, query FROM unnest(CAST(:asked AS tsquery[])) WITH ORDINALITY AS each (query, n)
), near AS MATERIALIZED (
  SELECT d.number, d.id, d.at, t.title
  FROM forum_search_text AS t JOIN forum_search_document AS d ON d.number = t.number
  WHERE t.title @@ CAST(:any AS tsquery) AND {IN_REACH}
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
        "any": " | ".join(asked),
        "least": (len(asked) + 1) // 2,
    }
    values |= {"most": most, **in_reach(build.number, reach)}
    return tuple(connection.scalars(_SIMILAR, values))
