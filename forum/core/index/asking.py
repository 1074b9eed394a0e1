"""Turns the words of a search into the stems to look for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..text.search_words import CHUNK, words_of
from ..text.word_folding import fold
from .protocol import MOST_TERMS, MOST_TITLE_WORDS
from .small_words import FRAME_WORDS
from .stemming import SMALL, stem_of, stemmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..text.search_words import Found
    from .protocol import Run, Term

_KOREAN = re.compile(
    "([\uac00-\ud7a3]{2,})(?:에서|에게|에는|에도|으로|까지|부터|처럼|보다|한테|은|는|을|를|에|의|와|과|로|만)"
)
"""A word of Korean with an ending: it is found with any other, as the word alone is in all."""
_SIGNED = ["signed", "word"]


class Wish(NamedTuple):
    """A word that was asked for."""

    typed: str
    runs: tuple[Run, ...]
    """What it may stand for: any of these will do. The first is as it was typed."""
    parts: tuple[str, ...]
    """The stems to look for if it is nowhere as a whole."""


class Asked(NamedTuple):
    """The terms of a query as stems."""

    words: tuple[Wish, ...]
    """The single words to look for."""
    phrases: tuple[Run, ...]
    unwanted: tuple[Run, ...]
    searchable: bool
    """False if words were asked for, and there are none, or none but small ones."""
    small: Run
    """The stems of the small words that do not count, in sequence."""


@cache
def _frame_words(language: str) -> frozenset[str]:
    """Return the words of *language* that only frame a question, folded."""
    return frozenset(map(fold, FRAME_WORDS.get(language, "").split()))


def asked_for(terms: Iterable[Term], language: str) -> Asked:
    """Return the stems of *terms*: ``MOST_TERMS`` at most.

    Small words count in phrases. Words that only frame a question are left out, unless there is
    nothing else or they are quoted.
    """
    reading = _Reading(language)
    asked = False
    for term in terms:
        asked = asked or not term.without
        if term.phrase:
            reading.phrase(term)
        else:
            reading.words_of(term)
    words = reading.words
    if not words and not reading.phrases:
        words = reading.frame
    return Asked(
        words=tuple(words.values()),
        phrases=tuple(reading.phrases),
        unwanted=tuple(reading.unwanted),
        searchable=bool(words or reading.phrases) or not asked,
        small=tuple(reading.small[:MOST_TERMS]),
    )


def words_of_title(title: str, language: str) -> list[str]:
    """Return the stems by which titles like *title* are found, each once: the last ones."""
    wishes = (_wish(chunk, language) for chunk in CHUNK.findall(title))
    found = dict.fromkeys(stem for wish in wishes if wish for stem in wish.parts)
    return list(found)[-MOST_TITLE_WORDS:]


@dataclass
class _Reading:
    """Collects what terms ask for, up to ``MOST_TERMS`` words."""

    language: str
    words: dict[Run, Wish] = field(default_factory=dict)
    frame: dict[Run, Wish] = field(default_factory=dict)
    phrases: list[Run] = field(default_factory=list)
    unwanted: list[Run] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    left: int = MOST_TERMS

    def phrase(self, term: Term) -> None:
        """Read words in quotation marks."""
        found = [each for chunk in CHUNK.findall(term.text) for each in words_of(chunk)]
        if run := _run(found, self.language)[: self.left]:
            self.left -= len(run)
            (self.unwanted if term.without else self.phrases).append(run)

    def words_of(self, term: Term) -> None:
        """Read other words: most often one."""
        for chunk in CHUNK.findall(term.text):
            wish = _wish(chunk, self.language) if self.left else None
            if wish is None:
                self.small += [token.stem for token in stemmed(chunk, self.language)]
                continue
            self.left -= 1
            if term.without:
                self.unwanted += wish.runs
            else:
                is_frame = fold(chunk) in _frame_words(self.language)
                (self.frame if is_frame else self.words).setdefault(wish.runs[0], wish)


def _wish(chunk: str, language: str) -> Wish | None:
    """Return what *chunk*, as typed, asks for; None if that is only small words."""
    found = words_of(chunk)[:MOST_TERMS]
    plain = [each for each in found if each.kind not in ("whole", "signed")]
    pairs = any(each.kind == "pair" for each in found)
    apart = [stem_of(each, language) for each in plain if each.kind != "one" or not pairs]
    parts = dict.fromkeys(stem for stem in apart if not stem.startswith(SMALL))
    if not parts:
        return None
    runs = [_run(found, language)]
    if [each.kind for each in found] != _SIGNED:
        runs.append(_run(plain, language))
    if korean := _KOREAN.fullmatch(fold(chunk)):
        runs.append(_run(words_of(korean[1]), language))
    return Wish(chunk, tuple(dict.fromkeys(runs)), tuple(parts))


def _run(found: Sequence[Found], language: str) -> Run:
    """Return the stems of *found* in sequence, without those at its ends that others stand for."""
    kinds = [each.kind for each in found]
    if kinds[:1] == ["whole"] and not {"word", "part"}.issuperset(kinds[1:]):
        found = found[1:]  # it is only the beginning of what was typed
    elif kinds[:1] == ["whole"]:
        found = found[:1]
    elif kinds[:2] == ["one", "pair"]:
        found = found[1:]
    if kinds[-2:] in (["pair", "one"], _SIGNED):
        found = found[:-1]
    return tuple(stem_of(each, language) for each in found)
