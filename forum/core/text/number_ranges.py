"""Numbers of posts in a short text, "31-40,52": those that were read, and those withheld.

The text is never made into single numbers: a long thread has tens of thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Run = tuple[int, int]
    """The first number of a run, and the last."""


def unread(read_to: int, beyond: str, numbers: Iterable[int]) -> frozenset[int]:
    """Return which of *numbers* have not been read: they are above *read_to*, not in *beyond*."""
    runs = _runs(beyond)
    return frozenset(
        number
        for number in numbers
        if number > read_to and not any(first <= number <= last for first, last in runs)
    )


def first_unread(read_to: int, beyond: str, withheld: str = "") -> int:
    """Return the lowest number that has not been read and is not in *withheld*."""
    done = _joined([(0, read_to), *_runs(beyond), *_runs(withheld)])
    return done[0][1] + 1


def count_unread(posts: int, read_to: int, beyond: str, withheld: str = "") -> int:
    """Return how many of the numbers 1 to *posts* are neither read nor in *withheld*."""
    done = _joined([(1, read_to), *_runs(beyond), *_runs(withheld)])
    return posts - sum(max(0, min(last, posts) - first + 1) for first, last in done)


def add(read_to: int, beyond: str, seen: Iterable[int]) -> tuple[int, str, int]:
    """Return (read_to, beyond, total number read) after reading *seen*."""
    return _mark([(1, read_to), *_runs(beyond), *((number, number) for number in seen)])


def add_all(posts: int, read_to: int, beyond: str, withheld: str) -> tuple[int, str, int]:
    """Return what ``add`` does after reading the numbers 1 to *posts*, but not those *withheld*."""
    start, shown = 1, []
    for first, last in _runs(withheld):
        shown.append((start, first - 1))
        start = last + 1
    return _mark([(1, read_to), *_runs(beyond), *shown, (start, posts)])


def put_in(runs: str, number: int) -> str:
    """Return the text *runs* with *number*."""
    return _written(_joined([*_runs(runs), (number, number)]))


def take_out(runs: str, number: int) -> str:
    """Return the text *runs* without *number*."""
    left: list[Run] = []
    for first, last in _runs(runs):
        if first <= number <= last:
            left += [(first, number - 1), (number + 1, last)]
        else:
            left.append((first, last))
    return _written(_joined(left))


def written(numbers: Iterable[int]) -> str:
    """Return the text of *numbers*."""
    return _written(_joined([(number, number) for number in numbers]))


def _runs(text: str) -> list[Run]:
    """Return the runs of *text*, in ascending order."""
    if not text:
        return []
    pairs = (run.partition("-") for run in text.split(","))
    return [(int(first), int(last or first)) for first, _, last in pairs]


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Return *runs* in ascending order, without empty ones, those that touch made into one."""
    joined: list[Run] = []
    for first, last in sorted(runs):
        if first > last:
            continue
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _mark(runs: Iterable[Run]) -> tuple[int, str, int]:
    """Return (read_to, beyond, total number) of the numbers in *runs*."""
    joined = _joined(runs)
    total = sum(last - first + 1 for first, last in joined)
    read_to = joined.pop(0)[1] if joined and joined[0][0] == 1 else 0
    return read_to, _written(joined), total


def _written(runs: Iterable[Run]) -> str:
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)
