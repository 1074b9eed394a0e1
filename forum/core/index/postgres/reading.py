"""The part of a search's statement that reads documents: the newest first, and never too many.

An index of words alone gives all documents that have a word before the first of them can be used,
and a common word is in half a million. So each index of words holds the stretch of its documents as
well, and is read stretch by stretch. What is read is counted in the statement itself: the same
search of the same index finds the same, however busy the server is.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from .conditions import CHOSEN, FITTING, IN_REACH
from .models import STRETCH

READ = 30_000
"""How many documents with the words are looked up at most, whether in reach or not."""
FOUND = 10_000
"""How many of them that are in reach and fit are found at most. If there are more, the newest with
a title that has the words are found beside these, and those that come before all others."""
Way = Literal["stretches", "words", "documents"]
"""How documents are read: by stretches, if many have the words; by words, if few have them; by what
they are, if few of all documents are in reach and fit."""


class Shape(NamedTuple):
    """What differs between the statements of searches."""

    having: Literal["words", "unwanted", "anything"]
    """Whether some words must be there, or only some must not, or none were asked for."""
    way: Way = "documents"
    """How documents with certain words are read."""
    ranked: bool = False
    """Whether the best come first, not the newest."""
    first: bool = False
    """Whether those with certain words come before all others."""
    narrowed: bool = False
    """Whether facets were chosen."""
    local: bool = False
    """Whether years are by the clock of the reader."""
    in_thread: bool = False
    """Whether each document of a thread is a hit, not only the best."""


WORDS = "words @@ CAST(:words AS tsquery)"
FIRST = "words @@ CAST(:first AS tsquery)"
_TITLED = f"title @@ CAST(:any AS tsquery) AND {WORDS}"
_HELD = f"{IN_REACH} AND {FITTING}"
_FIELDS = "d.number, d.id, d.kind, d.space_id, d.thread_id, d.states, d.at, d.year"
_UNWANTED = """ AND d.number NOT IN (
    SELECT number FROM forum_search_text WHERE words @@ CAST(:unwanted AS tsquery))"""

COUNT_FITTING = f"""SELECT count(*) FROM (
  SELECT FROM forum_search_document AS d WHERE {_HELD} LIMIT :found + 1
) AS few"""  # nosec B608: made of constants
_ENDS = ("max", "min")


def newest(condition: str, most: str, *, by_stretches: bool = True) -> str:
    """Return SQL of the number and title of the *most* newest texts for which *condition* holds."""
    if not by_stretches:
        return f"""
    SELECT number, title FROM forum_search_text WHERE {condition} ORDER BY number DESC LIMIT {most}
"""  # nosec B608: made of constants
    # One loop inside the other: that keeps the order of the stretches, and ends at the limit.
    last, first = (f"(SELECT {end}(number) / {STRETCH} FROM forum_search_text)" for end in _ENDS)
    return f"""
    SELECT own.number, own.title FROM generate_series({last}, {first}, -1) AS each (number)
    CROSS JOIN LATERAL (
      SELECT number, title FROM forum_search_text
      WHERE {condition} AND stretch && ARRAY[each.number] ORDER BY number DESC
    ) AS own LIMIT {most}
"""  # nosec B608: made of constants


def documents_of(texts: str, condition: str = "true") -> str:
    """Return SQL of the documents of *texts* that are in reach and fit, in the same order."""
    return f"""
    SELECT {_FIELDS}, t.title FROM {texts} AS t CROSS JOIN LATERAL (
      SELECT * FROM forum_search_document AS d
      WHERE d.number = t.number AND {_HELD} AND {condition} OFFSET 0
    ) AS d
"""  # nosec B608: made of constants


def reading(shape: Shape) -> str:
    """Return the tables ``read``, of documents, and ``much``, whether there may be more."""
    if shape.having != "words":
        without = _UNWANTED if shape.having == "unwanted" else ""
        return f"""
read AS MATERIALIZED (
  SELECT {_FIELDS}, CAST('' AS tsvector) AS title FROM forum_search_document AS d
  WHERE {_HELD}{without} ORDER BY d.at DESC, d.number DESC LIMIT :found
), much AS (SELECT count(*) >= :found AS so FROM read)
"""  # nosec B608: made of constants
    if shape.way == "documents":
        return f"""
read AS (
  SELECT {_FIELDS}, t.title
  FROM forum_search_document AS d JOIN forum_search_text AS t ON t.number = d.number
  WHERE {_HELD} AND t.{WORDS}
), much AS (SELECT false AS so)
"""  # nosec B608: made of constants
    return _of_words(shape, by_stretches=shape.way == "stretches")


def _of_words(shape: Shape, *, by_stretches: bool) -> str:
    """Return the same for documents with certain words, of which there may be too many."""
    conditions = [(_TITLED, "true")] if shape.ranked else []
    conditions += [(FIRST, "true")] if shape.first else []
    conditions += [(WORDS, CHOSEN)] if shape.narrowed else []
    beside = [
        f"""(SELECT * FROM ({documents_of(f"({texts})", chosen)} LIMIT :kept_beside) AS own
    WHERE (SELECT so FROM much))"""
        for own, chosen in conditions
        for texts in (newest(own, ":looked_up", by_stretches=by_stretches),)
    ]  # nosec B608: made of constants
    others = " UNION ALL ".join(beside)
    more = f"""UNION ALL SELECT * FROM (
    SELECT DISTINCT ON (number) * FROM ({others}) AS each ORDER BY number
  ) AS beside WHERE number NOT IN (SELECT number FROM newest)"""  # nosec B608: made of constants
    return f"""
looked_up AS MATERIALIZED ({newest(WORDS, ":looked_up", by_stretches=by_stretches)}),
newest AS MATERIALIZED ({documents_of("looked_up")} LIMIT :found),
much AS MATERIALIZED (
  SELECT CASE WHEN (SELECT count(*) FROM newest) >= :found THEN true
    ELSE (SELECT count(*) FROM looked_up) >= :looked_up END AS so
),
read AS (SELECT * FROM newest {more if others else ""})
"""  # nosec B608: made of constants
