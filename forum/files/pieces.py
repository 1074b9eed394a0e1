"""Cuts the words of a file into parts, and says which parts are one document of the index."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from .models import MOST_PIECES, PART, PIECE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Part(TypedDict, total=False):
    """A part of the words in a file, as ``core/reading/text.py`` tells it; it always has text."""

    text: str
    label: str
    number: int
    name: str
    start: float
    speaker: str


class Told(TypedDict):
    """What ``core/reading/text.py`` tells of a file."""

    parts: list[Part]
    count: int
    first_line: str
    cut: bool
    left_out: dict[str, int]


def in_pieces(parts: Iterable[Part]) -> Iterator[tuple[Part, int]]:
    """Yield *parts*, each with the number of its piece.

    A long one becomes several, that are called the same: a hit leads to one of them.
    """
    piece, letters = 1, 0
    for part in parts:
        for text in _cut(part["text"]):
            if letters and letters + len(text) > PIECE:
                piece, letters = piece + 1, 0
            letters += len(text)
            yield {**part, "text": text}, piece if piece <= MOST_PIECES else 0


def _cut(text: str) -> Iterator[str]:
    """Yield *text* in stretches of ``PART`` letters at most: lines where it has them, or words."""
    at = 0
    while len(text) - at > PART:
        end = max(text.rfind("\n", at + PART // 2, at + PART), 0) or text.rfind(" ", at, at + PART)
        end = end if end > at else at + PART
        yield text[at:end]
        at = end + (text[end] in "\n ")
    yield text[at:]
