"""Post numbers that were read out of order, in a short text: "31-40,52"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def numbers(beyond: str) -> set[int]:
    """Return the numbers in the text *beyond*."""
    found: set[int] = set()
    for run in filter(None, beyond.split(",")):
        first, _, last = run.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def has_read(read_to: int, beyond: str, number: int) -> bool:
    """Whether *number* has been read: it is at most *read_to*, or in *beyond*."""
    return number <= read_to or (bool(beyond) and number in numbers(beyond))


def first_unread(read_to: int, beyond: str) -> int:
    """Return the lowest number that has not been read."""
    above, number = numbers(beyond), read_to + 1
    while number in above:
        number += 1
    return number


def add(read_to: int, beyond: str, seen: Iterable[int]) -> tuple[int, str, int]:
    """Return (read_to, beyond, total number read) after reading *seen*."""
    above = numbers(beyond) | {number for number in seen if number > read_to}
    while read_to + 1 in above:
        read_to += 1
        above.remove(read_to)
    above = {number for number in above if number > read_to}
    return read_to, _written(sorted(above)), read_to + len(above)


def _written(above: list[int]) -> str:
    runs: list[list[int]] = []
    for number in above:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)
