"""Finds the words of a text that a search has found: these are marked in excerpts."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from ..text.search_words import CHUNK, JOIN, is_plain
from .stemming import SMALL, stemmed, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..text.snippet import Read, Span
    from .protocol import Run
    from .stemming import Token

FEW = 20
"""Up to so many different stretches, and places of each, are looked for one by one."""
_FAR = 300
"""How many characters before a place are read, to see what it is a part of."""
CHANGED = {
    **dict.fromkeys(["da", "de", "no", "sv"], 0),
    **dict.fromkeys(["en", "hu", "ro"], 1),
    **dict.fromkeys(["es", "fi", "fr", "it", "nl", "pt", "ru"], 3),
}
"""Languages whose stemmer changes only the ends of words, and how many of the last letters of a
stem may not be those of the word: "happy" is ``happi``."""
_IRREGULAR = frozenset(["die", "lie", "tie"])
"""The English stems of which only the first letter is sure: "dying" is ``die``."""


def marker(runs: Iterable[Run], language: str) -> Callable[[Read], list[Span]]:
    """Return a function that finds *runs* of stems in *language* in a text that was read.

    It returns the places of the words, in order; of a phrase only where all of it stands.
    """
    by_first: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(set(runs)):
        by_first[run[0]].append(run)
    longest = max((len(run) for runs in by_first.values() for run in runs), default=0)
    begins = tuple({begin_of_words(stem.removeprefix(SMALL), language) for stem in by_first})
    hint = re.compile("|".join(sorted(map(re.escape, begins))))
    known: dict[str, tuple[tuple[Span, ...], bool]] = {}

    def of_chunk(chunk: str) -> tuple[tuple[Span, ...], bool]:
        if language in CHANGED and not _may_have(chunk, begins, hint):
            return (), False
        words = stemmed(chunk, language)
        return tuple(_in_sequence(chunk, words, by_first)), _goes_on(words, by_first)

    def mark(text: Read) -> list[Span]:
        with_some: dict[str, tuple[Span, ...]] = {}
        going_on: set[str] = set()
        for chunk in text.chunks:
            if (found := known.get(chunk)) is None:
                found = known[chunk] = of_chunk(chunk)
            spans, goes_on = found
            if goes_on:
                going_on.add(chunk)
            if spans:
                with_some[chunk] = spans
        places = _places(text.text, with_some)
        return _joined([*places, *across(text.text, going_on)] if going_on else places)

    def across(text: str, going_on: set[str]) -> Iterator[Span]:
        chunks = list(CHUNK.finditer(text))
        for place, chunk in enumerate(chunks):
            if chunk[0] in going_on:  # each of the next ones has a word at least
                end = chunks[min(place + longest, len(chunks)) - 1].end()
                words = list(tokens(text, language, chunk.start(), end))
                yield from _in_sequence(text, words, by_first)

    return mark


def _may_have(chunk: str, begins: tuple[str, ...], hint: re.Pattern[str]) -> bool:
    """Whether *chunk* may have a word that starts with one of *begins*, for which *hint* looks.

    Most words of a text are told apart by their first letters: stemming them takes longer.
    """
    if not chunk.isascii():
        return True
    if is_plain(chunk):
        return chunk.lower().startswith(begins)
    return hint.search(chunk.lower().replace("-", "").replace("_", "")) is not None


def begin_of_words(stem: str, language: str) -> str:
    """Return the first letters of every word of *language* that has *stem*: one or more."""
    if stem in _IRREGULAR:
        return stem[:1]
    return stem[: max(len(stem) - CHANGED.get(language, len(stem)), 1)]


def _goes_on(words: Sequence[Token], by_first: Mapping[str, Sequence[Run]]) -> bool:
    """Whether *words* end with the beginning of a run, the rest of which may follow."""
    stems = tuple(word.stem for word in words)
    return any(
        len(stems) - place < len(run) and run[: len(stems) - place] == stems[place:]
        for place, stem in enumerate(stems)
        for run in by_first.get(stem, ())
    )


def _places(text: str, with_some: Mapping[str, Sequence[Span]]) -> Iterator[Span]:
    """Yield the places of the words in the stretches of *text* that have some."""
    if not with_some:
        return
    if len(with_some) > FEW or any(text.count(chunk) > FEW for chunk in with_some):
        for found in CHUNK.finditer(text):
            for start, end in with_some.get(found[0], ()):
                yield found.start() + start, found.start() + end
        return
    for chunk, spans in with_some.items():
        at = text.find(chunk)
        while at >= 0:
            if _is_whole(text, chunk, at):
                yield from ((at + start, at + end) for start, end in spans)
            at = text.find(chunk, at + len(chunk))


def _is_whole(text: str, chunk: str, at: int) -> bool:
    """Whether the stretch of *text* that has the place *at* is *chunk*, and no longer one."""
    for found in CHUNK.finditer(text, max(text.rfind(" ", 0, at) + 1, at - _FAR)):
        if found.end() > at:
            return found.start() == at and found[0] == chunk
    return False


def _in_sequence(
    text: str, found: Sequence[Token], by_first: Mapping[str, Sequence[Run]]
) -> Iterator[Span]:
    """Yield the places of all words of a run in *found* where they follow each other.

    What joins the words of a run in *text*, as in the name of a file, belongs to it.
    """
    for place, token in enumerate(found):
        for run in by_first.get(token.stem, ()):
            here = found[place : place + len(run)]
            if tuple(each.stem for each in here) == run:
                yield from ((each.start, each.end) for each in here)
                between = ((a.end, b.start) for a, b in pairwise(here))
                yield from (gap for gap in between if JOIN.fullmatch(text, *gap))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return *spans* in order, those as one that overlap or touch."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
