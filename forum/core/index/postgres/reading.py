"""The part of a search's statement that reads documents: the newest first, and never too many.

An index of words alone gives all documents that have a word before the first of them can be used,
and a common word is in half a million. So each index of words holds the stretch of its documents as
well, and is read stretch by stretch. What is read is counted in the statement itself: the same
search of the same index finds the same, however busy the server is. Where so much is out of reach
that less than ``FOUND`` is found, all is read: what somebody may not read hides nothing from them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from .conditions import FITTING, IN_REACH
from .models import STRETCH

READ = 30_000
"""How many documents with the words are looked up at most, whether in reach or not."""
FOUND = 10_000
"""How many of them that are in reach and fit are found at most. If there are more, the newest with
a title that has the words are found beside these, and those that come before all others."""
MUCH, SHORT = 1, 2
"""What a statement says of what it did not read: there may be more than was found; or less than
``FOUND`` is in reach among what was looked up, and the whole has to be read."""
Way = Literal["stretches", "newest", "whole"]
"""How documents are read: by stretches, the newest numbers first; by time, the newest first; all
that are in reach and fit, with the words."""


class Shape(NamedTuple):
    """What differs between the statements of searches."""

    having: Literal["words", "unwanted", "anything"]
    """Whether some words must be there, or only some must not, or none were asked for."""
    way: Way = "whole"
    """How documents with certain words are read."""
    ranked: bool = False
    """Whether the best come first, not the newest."""
    first: bool = False
    """Whether those with certain words come before all others."""
    local: bool = False
    """Whether years are by the clock of the reader."""
    in_thread: bool = False
    """Whether each document of a thread is a hit, not only the best."""


WORDS = "words @@ CAST(:words AS tsquery)"
FIRST = "words @@ CAST(:first AS tsquery)"
_TITLED = f"title @@ CAST(:any AS tsquery) AND {WORDS}"
_HELD = f"{IN_REACH} AND {FITTING}"
_FIELDS = "d.number, d.id, d.kind, d.space_id, d.thread_id, d.states, d.at, d.year"
_WITH_TEXTS = " JOIN forum_search_text AS t ON t.number = d.number"
_UNWANTED = """ AND d.number NOT IN (
    SELECT number FROM forum_search_text WHERE words @@ CAST(:unwanted AS tsquery))"""

COUNT_FITTING = f"""SELECT count(*) FROM (
  SELECT FROM forum_search_document AS d WHERE {_HELD} LIMIT :found + 1
) AS few"""  # nosec B608: made of constants
_IS_MUCH = f"CASE WHEN count(*) >= :found THEN {MUCH} ELSE 0 END"
_TEXTS = "forum_search_text"
_ENDS = ("max", "min")


def _newest(condition: str) -> str:
    """Return SQL of number and title of the last texts for which *condition* holds: ``READ``."""
    # One loop inside the other: that keeps the order of the stretches, and ends at the limit.
    last, first = (f"(SELECT {end}(number) / {STRETCH} FROM {_TEXTS})" for end in _ENDS)  # nosec B608
    return f"""
    SELECT own.number, own.title FROM generate_series({last}, {first}, -1) AS each (number)
    CROSS JOIN LATERAL (
      SELECT number, title FROM forum_search_text
      WHERE {condition} AND stretch && ARRAY[each.number] ORDER BY number DESC
    ) AS own LIMIT :looked_up
"""  # nosec B608: made of constants


def _documents_of(texts: str) -> str:
    """Return SQL of the documents of *texts* that are in reach and fit, in the same order."""
    return f"""
    SELECT {_FIELDS}, t.title FROM {texts} AS t CROSS JOIN LATERAL (
      SELECT * FROM forum_search_document AS d WHERE d.number = t.number AND {_HELD} OFFSET 0
    ) AS d
"""  # nosec B608: made of constants


def reading(shape: Shape) -> str:
    """Return the tables ``read``, of documents, and ``much``, which says what was not read."""
    if shape.way == "stretches":
        return _by_stretches(shape)
    texts = having = least = ""
    much = "0 AS so"
    if shape.having == "words":
        texts, having = _WITH_TEXTS, f" AND t.{WORDS}"
    elif shape.having == "unwanted":
        having = _UNWANTED
    if shape.way == "newest":
        least = " ORDER BY d.at DESC, d.number DESC LIMIT :found"
        much = f"{_IS_MUCH} AS so FROM read"
    title = "t.title" if texts else "CAST('' AS tsvector) AS title"
    return f"""
read AS (
  SELECT {_FIELDS}, {title} FROM forum_search_document AS d{texts} WHERE {_HELD}{having}{least}
), much AS (SELECT {much})
"""  # nosec B608: made of constants


def _by_stretches(shape: Shape) -> str:
    """Return the same for documents with certain words, of which there may be too many."""
    looked_up, newest = _newest(WORDS), _documents_of("looked_up")
    beside = " UNION ALL ".join(map(_beside, [_TITLED, FIRST] if shape.first else [_TITLED]))
    return f"""
looked_up AS MATERIALIZED ({looked_up}),
newest AS MATERIALIZED ({newest} LIMIT :found),
much AS MATERIALIZED (
  SELECT CASE WHEN (SELECT count(*) FROM newest) >= :found THEN {MUCH}
    WHEN (SELECT count(*) FROM looked_up) >= :looked_up THEN {SHORT} ELSE 0 END AS so
),
read AS (
  SELECT * FROM newest UNION ALL
  SELECT * FROM (SELECT DISTINCT ON (number) * FROM ({beside}) AS each ORDER BY number) AS beside
  WHERE number NOT IN (SELECT number FROM newest)
)
"""  # nosec B608: made of constants


def _beside(condition: str) -> str:
    """Return SQL of the newest documents for which *condition* holds, if there are too many."""
    texts = _documents_of(f"({_newest(condition)})")
    return f"""(SELECT * FROM ({texts} LIMIT :kept_beside) AS own
    WHERE (SELECT so FROM much) = {MUCH})"""  # nosec B608: made of constants
