"""Words as PostgreSQL's queries, with quoted lexemes: nothing typed is read as an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .store import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..protocol import Run, Words


def query_for(words: Words) -> str:
    """Return the query for *words*; "" if no word must be there.

    An index alone can answer it, however many of the words must be there.
    """
    groups = [any_of(group) for group in words.wanted]
    parts = list(map(run_query, words.phrases))
    if groups and words.least:
        parts.append(f"({at_least(words.least, groups)})")
    if not parts:
        return ""
    return " & ".join(parts + [f"!{run_query(run)}" for run in words.unwanted])


def any_of(runs: Sequence[Run]) -> str:
    """Return the query for any of *runs*."""
    return f"({' | '.join(map(run_query, runs))})"


def run_query(run: Run) -> str:
    """Return the query for the words of *run* in sequence."""
    return f"({' <-> '.join(map(quoted, run))})"


def at_least(least: int, parts: Sequence[str]) -> str:
    """Return the query for *least* or more of *parts*.

    Halves are asked for apart: three of four are one of a half and two of the other, or ...
    That takes 48 words for four of eight, where naming each choice would take 280.
    """
    if least == 1:
        return " | ".join(parts)
    if least == len(parts):
        return " & ".join(parts)
    half = len(parts) // 2
    ways = []
    for here in range(max(0, least - len(parts) + half), min(half, least) + 1):
        both = ((here, parts[:half]), (least - here, parts[half:]))
        ways.append(" & ".join(f"({at_least(n, some)})" for n, some in both if n))
    return " | ".join(f"({way})" for way in ways)
