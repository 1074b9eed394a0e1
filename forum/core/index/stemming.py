"""Turns a text into the stems it is found by.

Stems come from ``whoosh.lang``, and for languages that it lacks from snowballstemmer. Raise
``INDEX_VERSION`` with every change here: existing indexes were stemmed the old way.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from whoosh import lang

from ..memory import Budget
from ..text.search_words import CHUNK, words_of
from ..text.word_folding import fold
from .small_words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..text.search_words import Found

STEM_BYTES = 25_000_000
"""How many bytes of words and their stems a process remembers: 50,000 usual words."""
SMALL = "="
"""What the stem of a small word begins with: no other does, so only a phrase finds one."""
_REMEMBERED = 40
"""Up to how many characters a stretch of a text is remembered with its stems."""
_SNOWBALL = {
    "ar": "arabic",  # Whoosh's own fails on every word since Python 3.7
    "ca": "catalan",
    "cs": "czech",
    "el": "greek",
    "eo": "esperanto",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "ga": "irish",
    "hi": "hindi",
    "hy": "armenian",
    "id": "indonesian",
    "lt": "lithuanian",
    "ne": "nepali",
    "pl": "polish",
    "sr": "serbian",
    "st": "sesotho",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Languages that Whoosh has no stemmer for; older releases of snowballstemmer lack some of them."""


class Token(NamedTuple):
    """A word of a text, by the stem that it is found by, and where it stands."""

    start: int
    end: int
    stem: str


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of *language*, folded; none for an unknown language."""
    try:
        listed = set(lang.stopwords_for_language(language))
    except lang.NoStopWords:
        listed = set()
    listed |= set(STOP_WORDS.get(language, "").split())
    return frozenset(map(fold, listed))


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    """Return the stemmer of *language* for folded words; for an unknown one, it changes nothing."""
    if language in _SNOWBALL:
        return _snowball(_SNOWBALL[language])
    try:
        found: Callable[[str], str] = lang.stemmer_for_language(language)
    except lang.NoStemmer:
        return str
    return found


def _snowball(name: str) -> Callable[[str], str]:
    import snowballstemmer  # only loaded for these languages

    if name not in snowballstemmer.algorithms():
        return str

    def stem_word(word: str) -> str:
        # a new stemmer for each word: it holds the word it works on, and threads would share it
        stemmer: Any = snowballstemmer.stemmer(name)  # the library has no types
        return str(stemmer.stemWord(word))

    return stem_word


def stem(word: str, language: str) -> str:
    """Return the stem that the folded *word* is found by; that of a small word is marked."""
    if word in stop_words(language):
        return SMALL + word
    try:
        return _stemmer(language)(word) or word
    except IndexError:  # Whoosh's for Spanish, at "ague"
        return word


def tokens(text: str, language: str, start: int = 0, end: int = sys.maxsize) -> Iterator[Token]:
    """Yield the words of *text* between two places in order, small words among them."""
    for chunk in CHUNK.finditer(text, start, end):
        at = chunk.start()
        for first, last, found in stemmed(chunk[0], language):
            yield Token(at + first, at + last, found)


def stems(text: str, language: str) -> list[str]:
    """Return the stems that *text* is found by, in order, small words among them."""
    return [token[2] for chunk in CHUNK.findall(text) for token in stemmed(chunk, language)]


def stemmed(chunk: str, language: str) -> tuple[Token, ...]:
    """Return the words of *chunk*, a stretch of a text that ``CHUNK`` has found."""
    if len(chunk) <= _REMEMBERED:
        return _remembered(chunk, language)
    return _stemmed(chunk, language)


def _stemmed(chunk: str, language: str) -> tuple[Token, ...]:
    return tuple(
        Token(found.start, found.end, stem_of(found, language)) for found in words_of(chunk)
    )


_remembered = Budget(STEM_BYTES).remembering_results(_stemmed, most=50_000)


def stem_of(found: Found, language: str) -> str:
    """Return the stem of *found*. Signs, and words with signs, have no endings."""
    return stem(found.text, language) if found.kind in ("word", "whole", "part") else found.text


def unfinished_word(text: str, language: str) -> str:
    """Return the last word of *text*, folded, if it may be unfinished and has 3 letters or more."""
    chunks = CHUNK.findall(text)
    if not chunks or not text.endswith(chunks[-1]):
        return ""
    last = words_of(chunks[-1])[-1:]
    if not last or last[0].end < len(chunks[-1]) or len(last[0].text) < 3:
        return ""
    return "" if stem_of(last[0], language).startswith(SMALL) else last[0].text
