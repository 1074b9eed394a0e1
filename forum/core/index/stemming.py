"""How a text becomes the words it is found by: folded, without the smallest words, stemmed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from whoosh import lang

from .protocol import TERMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .protocol import Term

_OWN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORD = re.compile(rf"[{_OWN}]|[^\W{_OWN}]+")
"""Scripts without spaces: each sign is a word."""
LONGEST = 64


@cache
def small_words(language: str) -> frozenset[str]:
    """Return the words of *language* that every text has; none for a language not known."""
    try:
        return frozenset(fold(word) for word in lang.stopwords_for_language(language))
    except lang.NoStopWords:
        return frozenset()


def fold(word: str) -> str:
    """Return *word* in small letters, Latin ones without accents."""
    word = word.lower()
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    kept: list[str] = []
    for sign in apart:
        if unicodedata.combining(sign) and kept and kept[-1].isascii():
            continue
        kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """Return what *word* is found by, or nothing for one that every text has."""
    folded = fold(word)[:LONGEST]
    if folded in small_words(language):
        return ""
    try:
        return lang.stemmer_for_language(language)(folded) or folded
    except lang.NoStemmer:
        return folded


def stems(text: str, language: str) -> list[str]:
    """Return the words *text* is found by, in their order."""
    return [found for word in _WORD.findall(text) if (found := stem(word, language))]


def begun(text: str, language: str) -> str:
    """Return the last word of *text* folded, where it may be unfinished: of 3 letters or more."""
    words = _WORD.findall(text)
    if not words or not text.endswith(words[-1]) or len(words[-1]) < 3:
        return ""
    return fold(words[-1])[:LONGEST] if stem(words[-1], language) else ""


def sorted_out(
    terms: Iterable[Term], language: str
) -> tuple[list[list[str]], list[list[str]], bool]:
    """Return what is wanted and what is not, as runs of stems, and whether anything was left.

    A run of more than one is a phrase. At most ``TERMS`` stems are taken.
    """
    wanted: list[list[str]] = []
    unwanted: list[list[str]] = []
    asked, left = False, TERMS
    for term in terms:
        run = stems(term.text, language)[:left]
        asked = asked or not term.without
        if not run:
            continue
        left -= len(run)
        if term.without:
            unwanted.append(run)
        elif term.phrase:
            wanted.append(run)
        else:
            wanted += [[word] for word in run]
    return wanted, unwanted, bool(wanted) or not asked


def found(terms: Iterable[Term], language: str) -> Callable[[str], bool]:
    """Return what says of a word of a text whether one of *terms* finds it."""
    wanted = {word for run in sorted_out(terms, language)[0] for word in run}

    @cache
    def is_found(word: str) -> bool:
        if word.isascii() and word.isalnum():
            return stem(word, language) in wanted
        return any(part in wanted for part in stems(word, language))

    return is_found
