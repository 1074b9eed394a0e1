"""Turns a text into the stems it is found by: folded, without stop words.

Stems come from ``whoosh.lang``, and for languages that it lacks from snowballstemmer. Raise
``INDEX_VERSION`` with every change here: existing indexes were stemmed the old way.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import combining

from whoosh import lang

from ..memory import Budget
from ..text.normal import normal
from .protocol import MOST_TERMS
from .small_words import FRAME_WORDS, STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .protocol import Run, Term

_ONE_SIGN_WORDS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORD = re.compile(rf"[{_ONE_SIGN_WORDS}]|[^\W{_ONE_SIGN_WORDS}]+")
"""Chinese and Japanese have no spaces between words: there, each sign counts as a word."""
LONGEST = 64
"""How many characters of a word count."""
_READ = 4 * LONGEST
"""How many characters of a word are read: folding makes some words shorter."""
STEM_BYTES = 25_000_000
"""How many bytes of words and their stems a process remembers: 50,000 usual words."""
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


_KEEPS_FIRST_LETTER = frozenset(
    ["da", "de", "en", "es", "fi", "fr", "hu", "it", "nl", "no", "pt", "ro", "ru", "sv"]
)
"""Languages whose stemmer changes only the ends of words."""


class Asked(NamedTuple):
    """The terms of a query as stems."""

    words: dict[str, str]
    """The single words to look for: each stem with the word as typed."""
    phrases: tuple[Run, ...]
    unwanted: tuple[Run, ...]
    searchable: bool
    """False if words were asked for, and all of them are stop words."""


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of *language*, folded; none for an unknown language."""
    try:
        listed = set(lang.stopwords_for_language(language))
    except lang.NoStopWords:
        listed = set()
    listed |= set(STOP_WORDS.get(language, "").split())
    return frozenset(map(fold, listed))


def fold(word: str) -> str:
    """Return *word* in lower case, with accents removed from Latin letters."""
    word = word.lower()
    if word.isascii():
        return word
    apart = normal("NFKD", word)
    letters: list[str] = []
    for sign in apart:
        if combining(sign) and letters and letters[-1].isascii():
            continue
        letters.append(sign)
    return normal("NFC", "".join(letters))


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
    """Return the stem that *word* is found by, or "" for a stop word."""
    return _remembered_stem(word[:_READ], language)


def _stem(word: str, language: str) -> str:
    folded = fold(word)[:LONGEST]
    if folded in stop_words(language):
        return ""
    return _stemmer(language)(folded) or folded


_remembered_stem = Budget(STEM_BYTES).remembering_results(_stem, most=50_000)


def stems(text: str, language: str) -> list[str]:
    """Return the stems that *text* is found by, in order."""
    return [found for word in _WORD.findall(text) if (found := stem(word, language))]


def unfinished_word(text: str, language: str) -> str:
    """Return the last word of *text*, folded, if it may be unfinished and has 3 letters or more."""
    words = _WORD.findall(text)
    if not words or not text.endswith(words[-1]) or len(words[-1]) < 3:
        return ""
    return fold(words[-1][:_READ])[:LONGEST] if stem(words[-1], language) else ""


@cache
def _frame_words(language: str) -> frozenset[str]:
    """Return the words of *language* that only frame a question, folded."""
    return frozenset(map(fold, FRAME_WORDS.get(language, "").split()))


def asked_for(terms: Iterable[Term], language: str) -> Asked:
    """Return the stems of *terms*: ``MOST_TERMS`` at most.

    Words that only frame a question are left out, unless there is nothing else or they are quoted.
    """
    words: dict[str, str] = {}
    frame: dict[str, str] = {}
    phrases: list[Run] = []
    unwanted: list[Run] = []
    asked, left = False, MOST_TERMS
    for term in terms:
        asked = asked or not term.without
        typed = [(stem(word, language), word) for word in _WORD.findall(term.text)]
        run = tuple(found for found, _ in typed if found)[:left]
        left -= len(run)
        if not run:
            continue
        if term.without:
            unwanted.append(run)
        elif term.phrase:
            phrases.append(run)
        else:
            for found, word in typed:
                if found in run:
                    into = frame if fold(word[:_READ]) in _frame_words(language) else words
                    into.setdefault(found, word)
    if not words and not phrases:
        words = frame
    searchable = bool(words or phrases) or not asked
    return Asked(words, tuple(phrases), tuple(unwanted), searchable)


def word_matcher(stems_wanted: Iterable[str], language: str) -> Callable[[str], bool]:
    """Return a predicate that says whether a word has one of *stems_wanted*.

    It remembers its answers.
    """
    wanted = frozenset(stems_wanted)
    # most words of a text are told apart by their first letter: stemming them takes longer
    first = {each[0] for each in wanted} if language in _KEEPS_FIRST_LETTER else None

    @cache
    def matches(word: str) -> bool:
        if word.isascii() and word.isalnum():
            if first is not None and word[0].lower() not in first:
                return False
            return stem(word, language) in wanted
        return any(part in wanted for part in stems(word, language))

    return matches
