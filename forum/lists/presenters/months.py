"""The page that leads to a month of a thread, or of a list of threads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from ...core.web.page import Page
from ...core.web.times import month, zone
from ...core.web.urls import url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..rows import ListedThreadRow

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


class Month(NamedTuple):
    """A month: its name, and where it begins."""

    name: str
    address: str


class Year(NamedTuple):
    """A year, with those of its months that there is something of, the newest first."""

    year: int
    months: Sequence[Month]


@dataclass(kw_only=True)
class MonthsPage(Page):
    """The months of a thread or a list, from the newest to the oldest."""

    template: ClassVar[str] = "lists/months.html"
    tab: str = "forum"
    trail: Sequence[tuple[str, str]]
    """Where the viewer is: names and addresses."""
    years: Sequence[Year]
    """The years, the newest first."""


def months_of(rows: Sequence[ListedThreadRow], **where: str) -> str:
    """Return the address of the months of a list of which *rows* are a page; empty if it is short.

    *where* names the list: ``list``, ``space`` or ``tag``.
    """
    return url("lists.months", **where) if rows and rows[0].many else ""


def month_key(at: datetime) -> str:
    """Return the month of *at*, as ``beginning_of`` reads it: "2024-05"."""
    return f"{at.year:04}-{at.month:02}"


def beginning_of(key: str) -> datetime | None:
    """Return the moment, in UTC, at which a month begins for the viewer; None if it is no month."""
    found = _MONTH.fullmatch(key)
    try:
        return _begins(int(found[1]), int(found[2])) if found else None
    except (ValueError, OverflowError):  # the month 13, the year 0
        return None


def next_month(at: datetime) -> datetime:
    """Return the moment, in UTC, at which the month after that of *at* begins for the viewer."""
    local = at.astimezone(zone())
    return _begins(local.year + local.month // 12, local.month % 12 + 1)


def years(first: datetime, last: datetime, address: Callable[[datetime], str]) -> list[Year]:
    """Return the months from that of *first* to that of *last*, for the viewer, newest first.

    *address* is called with the moment at which each begins, in the viewer's zone.
    """
    oldest, newest = first.astimezone(zone()), last.astimezone(zone())
    found: list[Year] = []
    for number in range(newest.year, oldest.year - 1, -1):
        begin = oldest.month if number == oldest.year else 1
        end = newest.month if number == newest.year else 12
        moments = [datetime(number, n, 1, tzinfo=zone()) for n in range(end, begin - 1, -1)]
        found.append(Year(number, [Month(month(at), address(at)) for at in moments]))
    return found


def _begins(year: int, number: int) -> datetime:
    return datetime(year, number, 1, tzinfo=zone()).astimezone(UTC)
