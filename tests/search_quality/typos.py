"""One slip of the finger in a word."""

from __future__ import annotations

from random import Random
from typing import Literal

Slip = Literal["swapped", "dropped", "doubled", "neighbour"]
SLIPS: tuple[Slip, ...] = ("swapped", "dropped", "doubled", "neighbour")
SHORTEST = 5
"""Letters of a word from which a slip leaves it recognisable."""


def mistyped(word: str, slip: Slip, chance: Random, rows: tuple[str, ...]) -> str:
    """Return *word* with one *slip* at a place that *chance* chooses, on a keyboard of *rows*.

    "" if it has no place for that.
    """
    found = sorted({_slipped(word, at, slip, chance, rows) for at in range(len(word))} - {word, ""})
    return chance.choice(found) if found else ""


def _slipped(word: str, at: int, slip: Slip, chance: Random, rows: tuple[str, ...]) -> str:
    before, letter, after = word[:at], word[at], word[at + 1 :]
    if slip == "swapped":
        return before + after[:1] + letter + after[1:]
    if slip == "dropped":
        return before + after
    if slip == "doubled":
        return before + letter + letter + after
    beside = neighbours(letter, rows)
    return before + chance.choice(beside) + after if beside else ""


def neighbours(letter: str, rows: tuple[str, ...]) -> str:
    """Return the letters left and right of *letter* on a keyboard of *rows*."""
    row = next((row for row in rows if letter in row), "")
    at = row.find(letter)
    return row[max(0, at - 1) : at] + row[at + 1 : at + 2]
