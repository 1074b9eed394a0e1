"""Runs the queries of known items, and counts at which place their threads are found."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .items import Item


class Answer(NamedTuple):
    """What an engine found: the thread of each hit (0 for a library page), and its title."""

    threads: Sequence[int]
    titles: Sequence[str]
    milliseconds: float
    """CPU of this process and of a database server."""
    of_server: float = 0.0


Ask = Callable[[str], Answer]


@dataclass
class Figures:
    """What became of the queries of one class, or of several."""

    ranks: list[int] = field(default_factory=list)
    """The place of each thread among the hits of the first page, from 1; 0 if it is not there."""
    empty: int = 0
    milliseconds: list[float] = field(default_factory=list)
    of_server: list[float] = field(default_factory=list)

    def add(self, item: Item, answer: Answer) -> int:
        """Note *answer* to a query of *item*, and return the place of its thread."""
        places = (at for at, thread in enumerate(answer.threads, 1) if thread == item.thread)
        self.ranks.append(next(places, 0))
        self.empty += not answer.threads
        self.milliseconds.append(answer.milliseconds)
        self.of_server.append(answer.of_server)
        return self.ranks[-1]

    def among(self, first: int) -> float:
        """Return the share of threads among the *first* hits."""
        return sum(1 <= rank <= first for rank in self.ranks) / len(self.ranks)

    @property
    def reciprocal(self) -> float:
        """The mean of 1 / rank (MRR)."""
        return sum(1 / rank for rank in self.ranks if rank) / len(self.ranks)


class Miss(NamedTuple):
    """A query whose thread was not among the first ten hits."""

    name: str
    query: str
    title: str
    rank: int
    found: Sequence[str]


def measured(
    ask: Ask, items: Sequence[Item], classes: Iterable[str], misses: list[Miss]
) -> dict[str, Figures]:
    """Return the figures of each of *classes*; queries that miss are added to *misses*.

    Class by class, so that what one query has read is not fresh in memory for the next.
    """
    figures = {name: Figures() for name in classes}
    for name, found in figures.items():
        for item in (item for item in items if item.queries[name]):
            answer = ask(item.queries[name])
            rank = found.add(item, answer)
            if not 1 <= rank <= 10:
                first = answer.titles[:3]
                misses.append(Miss(name, item.queries[name], item.title, rank, first))
    return figures


def together(figures: Iterable[Figures]) -> Figures:
    """Return *figures* as those of one class: as all have as many queries, these are the means."""
    all_of_them = Figures()
    for each in figures:
        all_of_them.ranks += each.ranks
        all_of_them.empty += each.empty
        all_of_them.milliseconds += each.milliseconds
        all_of_them.of_server += each.of_server
    return all_of_them


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that *percent* of *values* do not exceed."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
