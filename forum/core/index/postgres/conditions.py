"""The conditions of a search in PostgreSQL, as SQL: what is in reach, and what fits.

They are the same text for every search, which only gives the values: those of a condition that was
not asked for are empty, and the planner leaves it out. So no statement is built while one searches:
building one from SQLAlchemy's elements cost as much time as the server takes to answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..protocol import FACETS
from .store import storable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..protocol import Reach, SearchQuery

IN_REACH = """d.build = :build AND d.scope = ANY (CAST(:scopes AS text[]))
  AND (d.space_id = ANY (CAST(:no_spaces AS integer[]))) IS NOT TRUE
  AND (d.thread_id = ANY (CAST(:no_threads AS integer[]))) IS NOT TRUE
  AND (d.id = ANY (CAST(:no_documents AS text[]))) IS NOT TRUE"""
"""What is in reach of documents ``d``."""
FITTING = """(CAST(:author AS integer[]) IS NULL OR d.author_id = ANY (CAST(:author AS integer[])))
  AND (CAST(:space AS integer[]) IS NULL OR d.space_id = ANY (CAST(:space AS integer[])))
  AND (CAST(:thread AS integer[]) IS NULL OR d.thread_id = ANY (CAST(:thread AS integer[])))
  AND (CAST(:year AS integer[]) IS NULL OR d.year = ANY (CAST(:year AS integer[])))
  AND (CAST(:kind AS text[]) IS NULL OR d.kind = ANY (CAST(:kind AS text[])))
  AND (CAST(:tag AS text[]) IS NULL OR NOT EXISTS (
    SELECT FROM unnest(CAST(:tag AS text[])) AS asked (any_of)
    WHERE NOT d.tags && string_to_array(asked.any_of, chr(31))))
  AND (CAST(:state AS text[]) IS NULL OR NOT EXISTS (
    SELECT FROM unnest(CAST(:state AS text[])) AS asked (any_of)
    WHERE NOT d.states && string_to_array(asked.any_of, chr(31))))
  AND (CAST(:since AS timestamptz) IS NULL OR d.at >= CAST(:since AS timestamptz))
  AND (CAST(:until AS timestamptz) IS NULL OR d.at < CAST(:until AS timestamptz))"""
"""What fits a query, of documents ``d``."""
CHOSEN = """(
    CAST(:chosen_space AS integer[]) IS NULL OR space_id = ANY (CAST(:chosen_space AS integer[]))
  )
  AND (CAST(:chosen_year AS integer[]) IS NULL OR year = ANY (CAST(:chosen_year AS integer[])))
  AND (CAST(:chosen_kind AS text[]) IS NULL OR kind = ANY (CAST(:chosen_kind AS text[])))
  AND (CAST(:chosen_state AS text[]) IS NULL OR states && CAST(:chosen_state AS text[]))"""
"""Which of those found have the facets chosen."""
_LARGEST = 2**31 - 1
_BETWEEN = "\x1f"
_NUMBERS = ("author", "space", "thread", "year")


def in_reach(build: int, reach: Reach) -> dict[str, object]:
    """Return the values of ``IN_REACH`` for documents of *build* in *reach*."""
    return {
        "build": build,
        "scopes": list(reach.scopes),
        "no_spaces": list(reach.without_spaces),
        "no_threads": list(reach.without_threads),
        "no_documents": list(reach.without_documents),
    }


def fitting(query: SearchQuery) -> dict[str, object]:
    """Return the values of ``FITTING`` and ``CHOSEN`` for *query*, which may be anything typed."""
    found: dict[str, object] = dict.fromkeys((*_NUMBERS, "kind", "tag", "state"))
    for name, _ in query.fields:
        each = [values for other, values in query.fields if other == name]
        if name in ("tag", "state"):
            found[name] = [_BETWEEN.join(map(_one, values)) for values in each]
        elif name == "kind":
            found[name] = sorted(set.intersection(*(set(map(_one, values)) for values in each)))
        else:
            found[name] = sorted(set.intersection(*(_numbers(values) for values in each)))
    for facet in FACETS:
        values = query.narrowed.get(facet)
        read = _number if facet in _NUMBERS else _one
        found[f"chosen_{facet}"] = None if values is None else [read(value) for value in values]
    return {**found, "since": query.since, "until": query.until}


def _one(value: str) -> str:
    return storable(value).replace(_BETWEEN, " ")


def _numbers(values: Iterable[str]) -> set[int]:
    return {n for value in values if (n := _number(value)) >= 0}


def _number(value: str) -> int:
    """Return *value* as a number, or -1 if it is not one that fits a column."""
    fits = value.isascii() and value.isdecimal() and len(value) <= 10
    return number if fits and (number := int(value)) <= _LARGEST else -1
