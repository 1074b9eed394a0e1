"""Pages by number for posts, by key for lists. Never an OFFSET, never a count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import NotFound

from .args import arg

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..database.keyset import Fetch, Place


@dataclass(frozen=True)
class Pages:
    """Numbered pages: the one shown and how many there are."""

    current: int
    last: int

    @property
    def shown(self) -> list[int | None]:
        """The numbers to print: both ends and what is near; None is a gap."""
        wanted = {1, self.last, *range(self.current - 1, self.current + 2)}
        numbers = sorted(n for n in wanted if 1 <= n <= self.last)
        found: list[int | None] = []
        for n in numbers:
            if found and n - (found[-1] or 0) == 2:
                found.append(n - 1)
            elif found and n - (found[-1] or 0) > 2:
                found.append(None)
            found.append(n)
        return found


def page_number(last: int) -> Pages:
    """Return the page that ``?page=`` asks for; NotFound where there is no such page."""
    wanted = arg("page", "1")
    if not wanted.isdecimal() or not 1 <= (number := int(wanted[:9])) <= max(last, 1):
        raise NotFound
    return Pages(number, max(last, 1))


def number(name: str) -> int:
    """Return the number that ``?name=`` asks for; 0 where it is none that anything can have."""
    wanted = arg(name)
    return int(wanted) if wanted.isdecimal() and len(wanted) < 10 else 0


@dataclass(frozen=True)
class Stretch:
    """A part of a list ordered by a moment and an id, newest first, with keys to both sides."""

    rows: tuple[Any, ...]
    newer: str | None
    older: str | None


def key(at: datetime, id: int) -> str:
    """Return the place of a row in a list, for an address."""
    return f"{at.timestamp():.6f}-{id}"


def place(text: str | None) -> Place | None:
    """Return the moment and id of *text*, or None where it names no place."""
    try:
        stamp, _, id = (text or "").partition("-")
        at, number = datetime.fromtimestamp(float(stamp), UTC), int(id)
    except (ValueError, OverflowError, OSError):
        return None
    return (at, number) if 0 <= number < 2**31 else None  # what an id column holds


def stretch(
    fetch: Fetch, *, size: int, key_of: Callable[[Any], Place] = attrgetter("at", "id")
) -> Stretch:
    """Return the stretch of a list that ``?after=`` or ``?before=`` asks for.

    One row more than *size* is read: it tells whether there is a further page. *key_of* returns
    the place of a row.
    """
    newer_than = place(arg("before"))
    older_than = place(arg("after"))
    backwards = newer_than is not None and older_than is None
    start = newer_than if backwards else older_than
    found = list(fetch(backwards, start, size + 1))
    more, rows = len(found) > size, tuple(found[:size])
    if backwards:
        rows = rows[::-1]
    first = key(*key_of(rows[0])) if rows else None
    last = key(*key_of(rows[-1])) if rows else None
    if backwards:
        return Stretch(rows, newer=first if more else None, older=last)
    return Stretch(rows, newer=first if start else None, older=last if more else None)
