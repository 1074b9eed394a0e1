"""Pages by number for posts, and by key for lists: no OFFSET and no COUNT is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Generic, TypeVar

from werkzeug.exceptions import NotFound

from ..database.keyset import MANY
from .args import arg, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..database.keyset import Fetch, Position

T = TypeVar("T")


@dataclass(frozen=True)
class Pages:
    """Numbered pages: the current one, and the number of the last."""

    current: int
    last: int

    @property
    def many(self) -> bool:
        """Whether there are so many that one is led into the middle of them."""
        return self.last >= MANY

    @property
    def shown(self) -> list[int | None]:
        """The numbers to print: both ends and those near the current page, with None for a gap.

        Of many pages also the middle of the larger gap: so any page is a few steps away.
        """
        wanted = {1, self.last, *range(self.current - 1, self.current + 2)}
        if self.many:
            before, after = self.current - 1, self.last - self.current
            wanted.add((self.current + (1 if before > after else self.last)) // 2)
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
    """Return the page that ``?page=`` asks for. Raises NotFound if there is no such page."""
    wanted = arg("page", "1")
    number = whole_number(wanted) or 0
    if not 1 <= number <= max(last, 1):
        raise NotFound
    return Pages(number, max(last, 1))


def number(name: str) -> int:
    """Return the value of ``?name=`` as a number, or 0 if it is not a number below 10^9."""
    return whole_number(arg(name)) or 0


@dataclass(frozen=True)
class ListPage(Generic[T]):
    """One page of a list that is ordered newest first, with the keys of the pages next to it."""

    rows: tuple[T, ...]
    newer: str | None
    """The key for ``?before=``, or None if there is nothing newer."""
    older: str | None
    """The key for ``?after=``, or None if there is nothing older."""


def position_key(at: datetime, id: int) -> str:
    """Return the position of a row in a list as text for a URL."""
    return f"{at.timestamp():.6f}-{id}"


def position(key: str | None) -> Position | None:
    """Return the position that *key* was made from, or None if it is not a valid key."""
    try:
        stamp, _, id = (key or "").partition("-")
        at, number = datetime.fromtimestamp(float(stamp), UTC), int(id)
    except (ValueError, OverflowError, OSError):
        return None
    return (at, number) if 0 <= number < 2**31 else None  # the range of an id column


def list_page(
    fetch: Fetch[T], *, size: int, key_of: Callable[[T], Position] = attrgetter("at", "id")
) -> ListPage[T]:
    """Return the page of a list that ``?after=`` or ``?before=`` asks for, of *size* rows.

    *key_of* returns the position of a row. One row more than *size* is read, to find out whether
    there is a further page.
    """
    newer_than = position(arg("before"))
    older_than = position(arg("after"))
    backwards = newer_than is not None and older_than is None
    start = newer_than if backwards else older_than
    found = list(fetch(backwards, start, size + 1))
    more, rows = len(found) > size, tuple(found[:size])
    if backwards:
        rows = rows[::-1]
    first = position_key(*key_of(rows[0])) if rows else None
    last = position_key(*key_of(rows[-1])) if rows else None
    if backwards:
        return ListPage(rows, newer=first if more else None, older=last)
    return ListPage(rows, newer=first if start else None, older=last if more else None)
