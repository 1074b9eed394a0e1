"""Years by another clock than that of UTC, by which they are in the index."""

from __future__ import annotations

from bisect import bisect_right
from calendar import timegm
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

YEARS = range(1970, 2101)
"""The years whose turn falls on another moment elsewhere."""


def next_year(year: str, clock: timedelta) -> str:
    """Return the year after *year* if *clock* is ahead of UTC, else the one before."""
    return str(int(year) + (1 if clock > timedelta() else -1))


def about_new_year(times: Iterable[int], ahead: int) -> Iterator[int]:
    """Return the places of *times* that are in another year if *ahead* is added, all in ms."""
    turns = [timegm((year, 1, 1, 0, 0, 0)) * 1_000 for year in YEARS]
    edges = [edge for turn in turns for edge in sorted((turn - ahead, turn))]
    return (place for place, at in enumerate(times) if bisect_right(edges, at) % 2)
