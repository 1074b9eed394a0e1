"""What two sequences have in common, by Myers's greedy algorithm, in bounded time.

E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass

Match = tuple[int, int, int]
_Trace = list[list[int]]


@dataclass
class Budget:
    """Steps that may still be taken, shared by all comparisons of one text."""

    left: int = 1_500_000


def matches(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Match]:
    """Return the stretches common to both as (place in *old*, place in *new*, length), in order.

    What begins and ends both is always found; between, nothing is where *budget* ran out.
    """
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = _middle(old[head : len(old) - tail], new[head : len(new) - tail], budget)
    found = [(0, 0, head)] + [(head + i, head + j, n) for i, j, n in middle]
    found.append((len(old) - tail, len(new) - tail, tail))
    return [match for match in found if match[2]]


def _middle(old: Sequence[str], new: Sequence[str], budget: Budget) -> list[Match]:
    if not old or not new or set(old).isdisjoint(new):
        return []
    trace = _forth(old, new, budget)
    return _back(trace, len(old), len(new)) if trace else []


def _forth(old: Sequence[str], new: Sequence[str], budget: Budget) -> _Trace:
    """Return, for each number of edits, how far each diagonal got; empty if *budget* ran out."""
    width, height = len(old), len(new)
    reach = [0] * (2 * (width + height) + 3)
    trace: _Trace = []
    for edits in range(width + height + 1):
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
            x = start = reach[k + 1] if down else reach[k - 1] + 1
            y = x - k
            while x < width and y < height and old[x] == new[y]:
                x += 1
                y += 1
            reach[k] = x
            budget.left -= 1 + x - start
            if x >= width and y >= height:
                trace.append(_kept(reach, edits))
                return trace
        trace.append(_kept(reach, edits))
        if budget.left <= 0:
            return []
    return []


def _kept(reach: list[int], edits: int) -> list[int]:
    """Return the diagonals -edits to edits; Python's negative indexes are diagonals here."""
    return (reach[-edits:] if edits else []) + reach[: edits + 1]


def _back(trace: _Trace, x: int, y: int) -> list[Match]:
    """Walk *trace* back from the end and gather the diagonal stretches."""
    found: list[Match] = []
    for edits in range(len(trace) - 1, 0, -1):
        before = trace[edits - 1]
        k = x - y
        centre = edits - 1
        lower = before[centre + k - 1] if k > -edits + 1 else -1
        upper = before[centre + k + 1] if k < edits - 1 else -1
        down = k == -edits or (k != edits and lower < upper)
        start = upper if down else lower + 1
        if x > start:
            found.append((start, start - k, x - start))
        x = start if down else start - 1
        y = x - (k + 1 if down else k - 1)
    if x:
        found.append((0, 0, x))
    return found[::-1]
