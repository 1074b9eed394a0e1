"""Cuts the part of a text with the most search hits, and marks the hits."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

Piece = tuple[str, bool]
_Span = tuple[int, int]

_WORD = re.compile(r"\w+")
FEW = 8
"""Up to this many different words are searched for by a pattern; with more, all words are read."""


SHORT = 100
"""Characters of a word up to which its pattern is remembered."""


class Read(NamedTuple):
    """A text prepared for cutting snippets, with folded white space and a set of its words."""

    text: str
    words: frozenset[str]


def read(text: str) -> Read:
    """Return *text* prepared for cutting snippets. The result can be used for every search."""
    folded = " ".join(text.split())
    return Read(folded, frozenset(_WORD.findall(folded)))


def snippet(of: Read, *, found: Callable[[str], bool], length: int = 260) -> list[Piece]:
    """Return the stretch of a text with the most words for which *found* is true.

    Pieces are (text, marked) and plain text; a cut end has an ellipsis. *found* is called once for
    each different word. Takes linear time.
    """
    folded = of.text
    marked = frozenset(filter(found, of.words))
    few = len(marked) <= FEW and all(len(word) <= SHORT for word in marked)
    pattern = _any_of(marked) if few else _WORD
    hits = [m.span() for m in pattern.finditer(folded) if m[0] in marked] if marked else []
    start, end = _stretch(folded, _densest(hits, length), length)
    pieces: list[Piece] = [("… ", False)] if start else []
    at = start
    for first, last in hits:
        if first < start or first >= end:
            continue
        _add(pieces, folded[at:first], marked=False)
        _add(pieces, folded[first : min(last, end)], marked=True)
        at = min(last, end)
    _add(pieces, folded[at:end], marked=False)
    if end < len(folded):
        _add(pieces, " …", marked=False)
    return pieces


@lru_cache(maxsize=100)
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern that matches each of *words* as a whole word."""
    either = "|".join(map(re.escape, sorted(words)))
    return re.compile(rf"\b(?:{either})\b")


def _densest(hits: list[_Span], length: int) -> _Span:
    """Return the start and end of the *length* characters with the most *hits*."""
    best, most, first = (0, 0), 0, 0
    for last, (_, end) in enumerate(hits):
        while first < last and end - hits[first][0] > length:
            first += 1
        if last - first + 1 > most:
            most, best = last - first + 1, (hits[first][0], end)
    return best


def _stretch(text: str, wanted: _Span, length: int) -> _Span:
    """Widen *wanted* to *length* characters, with a third of the rest before it, cut at words."""
    first, last = wanted
    spare = max(length - (last - first), 0)
    start = max(first - spare // 3, 0)
    end = min(start + length, len(text))
    start = max(end - length, 0)
    if start and text[start - 1] != " ":
        start = _after_space(text, start, min(first, end))
    if end < len(text) and text[end] != " ":
        space = text.rfind(" ", max(last, start), end)
        end = space if space > start else end
    return start, end


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
