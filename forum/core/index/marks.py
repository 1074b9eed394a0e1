"""Finds the words of a text that a search has found: these are marked in excerpts."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..text.chunks import chunk_at
from ..text.search_words import CHUNK, JOIN
from .stemming import SMALL, stemmed, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..text.snippet import Read, Span
    from .protocol import Run
    from .stemming import Token

FEW = 20
"""Up to so many different stretches, and places of each, are looked for one by one."""
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
    begins = _begins((stem.removeprefix(SMALL) for stem in by_first), language)
    known: dict[str, tuple[tuple[Span, ...], bool]] = {}

    def of_chunk(chunk: str) -> tuple[tuple[Span, ...], bool]:
        words = stemmed(chunk, language)
        return tuple(_in_sequence(chunk, words, by_first)), _goes_on(words, by_first)

    def mark(text: Read) -> list[Span]:
        with_some: dict[str, tuple[Span, ...]] = {}
        going_on: set[str] = set()
        for chunk in begins.may_have(text) if begins else frozenset(CHUNK.findall(text.text)):
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


class _Begins(NamedTuple):
    """How words begin that may have a stem, in lower case.

    Most words of a text are told apart by their first letters: stemming them takes longer.
    """

    begins: Sequence[str]
    anywhere: re.Pattern[str]

    def may_have(self, text: Read) -> set[str]:
        """Return the stretches of *text* that may have such a word."""
        lower = text.text.lower()
        if len(lower) != len(text.text):  # as of "İ"
            return set(CHUNK.findall(text.text))
        found = {chunk for chunk in text.compounds if self._may_be_in(chunk)}
        for begin in self.begins:
            at = lower.find(begin)
            while at >= 0:
                end = at + 1
                if not (at and begin[0].isalnum() and lower[at - 1].isalnum()):
                    start, chunk = chunk_at(text.text, at)
                    found.add(chunk)
                    end = start + (len(chunk) or 1)
                at = lower.find(begin, end)
        found.discard("")
        return found

    def _may_be_in(self, compound: str) -> bool:
        if not compound.isascii():
            return True
        joined = compound.lower().replace("-", "").replace("_", "")
        return self.anywhere.search(joined) is not None


def _begins(stems: Iterable[str], language: str) -> _Begins | None:
    """Return how words with *stems* begin; None where that is not known, or there are none."""
    begins = sorted({begin_of_words(stem, language) for stem in stems})
    if language not in CHANGED or not begins:
        return None
    return _Begins(begins, re.compile("|".join(map(re.escape, begins))))


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
            if chunk_at(text, at) == (at, chunk):
                yield from ((at + start, at + end) for start, end in spans)
            at = text.find(chunk, at + len(chunk))


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
