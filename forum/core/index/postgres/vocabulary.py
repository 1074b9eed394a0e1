"""Which words there are in the documents a viewer may find: nothing else is ever offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from .conditions import IN_REACH
from .store import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


COUNTED = 50
"""At how many documents with a word counting ends."""
COMMON = 0.01
"""From which share of the documents on a word is first looked for in the newest."""
NEWEST, SAMPLE = 1_000, 300
"""Among how many of the newest documents, and in how many in reach of these."""
READ = 200
"""How many documents are read for the words that begin with some letters."""

_COUNTING = f"""
WITH newest AS (
  SELECT * FROM forum_search_document WHERE build = :build ORDER BY number DESC LIMIT :newest
), sample AS MATERIALIZED (
  SELECT t.words FROM newest AS d JOIN forum_search_text AS t ON t.number = d.number
  WHERE {IN_REACH} LIMIT :sample
), given AS (
  SELECT stem, query, common
  FROM unnest(CAST(:stems AS text[]), CAST(:queries AS tsquery[]), CAST(:common AS boolean[]))
    AS each (stem, query, common)
), counted AS MATERIALIZED (
  SELECT given.stem, coalesce(
    CASE WHEN given.common THEN
      (SELECT nullif(count(*), 0) + :counted FROM sample WHERE sample.words @@ given.query)
    END,
    (SELECT count(*) FROM (
      SELECT 1 FROM forum_search_text AS t
      JOIN forum_search_document AS d ON d.number = t.number
      WHERE t.words @@ given.query AND {IN_REACH} LIMIT :counted
    ) AS few)
  ) AS n FROM given
)
SELECT stem, n FROM counted WHERE n > 0
"""  # nosec B608: made of constants
_COMPLETING = f"""
SELECT word.lexeme FROM (
  SELECT t.words FROM forum_search_text AS t
  JOIN forum_search_document AS d ON d.number = t.number
  WHERE t.words @@ CAST(:asked AS tsquery) AND {IN_REACH} LIMIT :read
) AS few, unnest(few.words) AS word
WHERE starts_with(word.lexeme, :start)
GROUP BY word.lexeme ORDER BY count(*) DESC, word.lexeme LIMIT :most
"""  # nosec B608: made of constants

_COUNT, _BEGINNING = text(_COUNTING), text(_COMPLETING)


def count_having(
    connection: Connection, stems: Mapping[str, float], reach: Mapping[str, object]
) -> dict[str, int]:
    """Return about how many documents have each of *stems*, given with their share of all.

    Those that no document has are absent. To count the documents of a common word by the index
    takes long: it counts as more than ``COUNTED`` if it is among the newest documents.
    """
    values = {
        "stems": list(stems),
        "queries": list(map(quoted, stems)),
        "common": [share >= COMMON for share in stems.values()],
        "counted": COUNTED,
        "newest": NEWEST,
        "sample": SAMPLE,
    }
    found = connection.execute(_COUNT, {**values, **reach})
    return {row.stem: row.n for row in found}


def beginning(
    connection: Connection, start: str, reach: Mapping[str, object], *, most: int
) -> list[str]:
    """Return at most *most* stems that begin with *start*: the most usual of ``READ`` documents."""
    values = {"asked": f"{quoted(start)}:*", "start": start, "read": READ, "most": most}
    return list(connection.scalars(_BEGINNING, {**values, **reach}))
