"""Cuts the part of a text with the most search hits, and marks the hits."""

import re
from typing import NamedTuple

from .chunks import compounds

Piece = tuple[str, bool]
Span = tuple[int, int]
"""Where something begins and ends in a text."""

BETWEEN = " · "
"""What stands between two blocks of a text in an excerpt: headings, items, rows, lines of code."""
_ENDS = frozenset(".!?…:;,。！？；：，、।؟۔")
"""The signs after which the next block follows as if it went on."""
_CLOSING = "\"'”’»)]"
_SENTENCE = re.compile(
    rf"[.!?…؟۔।][{re.escape(_CLOSING)}]* (?=[^a-zß-öø-ÿа-я\s])|{BETWEEN}|[。！？][」』）]?(?=\S)"
)
"""Where a sentence or a block begins: at the end of what this finds."""


class Read(NamedTuple):
    """A text prepared for cutting snippets, in one line, with its ``compounds``."""

    text: str
    compounds: frozenset[str]


def read(text: str) -> Read:
    """Return *text*, one block a line, prepared for snippets of every search."""
    line = ""
    for block in text.splitlines():
        if folded := " ".join(block.split()):
            ended = not line or line.rstrip(_CLOSING)[-1:] in _ENDS
            line += ("" if not line else " " if ended else BETWEEN) + folded
    return Read(line, compounds(line))


def snippet(of: Read, *, found: list[Span], length: int = 260) -> list[Piece]:
    """Return the stretch of a text with the most of the places *found*, which are in order.

    Pieces are (text, marked) and plain text. It begins at a sentence, if that is near enough; a cut
    end has an ellipsis. Takes linear time.
    """
    text = of.text
    start, end = _stretch(text, _densest(found, length), length)
    pieces: list[Piece] = [("… ", False)] if start else []
    at = start
    for first, last in found:
        if first < start or first >= end:
            continue
        _add(pieces, text[at:first], marked=False)
        _add(pieces, text[first : min(last, end)], marked=True)
        at = min(last, end)
    _add(pieces, text[at:end], marked=False)
    if end < len(text):
        _add(pieces, " …", marked=False)
    return pieces


def _densest(hits: list[Span], length: int) -> Span:
    """Return the start and end of the *length* characters with the most *hits*."""
    best, most, first = (0, 0), 0, 0
    for last, (_, end) in enumerate(hits):
        while first < last and end - hits[first][0] > length:
            first += 1
        if last - first + 1 > most:
            most, best = last - first + 1, (hits[first][0], end)
    return best


def _stretch(text: str, wanted: Span, length: int) -> Span:
    """Widen *wanted* to *length* characters, from the beginning of a sentence or of a word."""
    first, last = wanted
    spare = max(length - (last - first), 0)
    start = _sentence_start(text, max(first - spare, 0), first, length)
    if start < 0:
        start = max(first - spare // 3, 0)
        start = max(min(start + length, len(text)) - length, 0)
        if start and text[start - 1] != " ":
            start = _after_space(text, start, min(first, start + length))
    end = min(start + length, len(text))
    if end < len(text) and text[end] != " ":
        space = text.rfind(" ", max(last, start), end)
        end = space if space > start else end
    return start, end


def _sentence_start(text: str, earliest: int, first: int, length: int) -> int:
    """Return where the sentence that has *first* begins, or -1 if that is before *earliest*.

    Near the end of the text an earlier one, so that there are *length* characters to show.
    """
    start, near_end = (0 if not earliest else -1), max(earliest, len(text) - length)
    for sentence in _SENTENCE.finditer(text, max(earliest - 4, 0), first + 1):
        if earliest <= sentence.end() <= first and not (0 <= near_end <= start):
            start = sentence.end()
    return start


def _after_space(text: str, start: int, limit: int) -> int:
    space = text.find(" ", start, limit)
    return space + 1 if space >= 0 else start


def _add(pieces: list[Piece], text: str, *, marked: bool) -> None:
    if not text:
        return
    if pieces and pieces[-1][1] == marked:
        pieces[-1] = (pieces[-1][0] + text, marked)
    else:
        pieces.append((text, marked))
