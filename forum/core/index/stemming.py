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

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .protocol import Term

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
_MORE_STOP_WORDS = {
    # auxiliary verbs and what an apostrophe leaves of them: "I'd", "we'll", "isn't"
    "en": "aren could couldn d didn doesn hadn hasn haven isn ll m might must re shouldn ve wasn "
    "weren would wouldn",
    "ro": "a ai ale am ar are au ca că ce cu cum da de din după e ea el ei eu este fi în iar la le "
    "lor mai ne ni nu o pe pentru prin sau să se si și sunt te un una unde unei unui va vă voi",
    "tr": "ama bir biz bu da daha de değil diye en gibi hem her için ile ise ki mi mu mü ne o ol "
    "sen siz şu ve veya ya",
}
"""Stop words that ``whoosh.lang`` lacks, by language."""


class Runs(NamedTuple):
    """The terms of a query as runs of stems; a run of more than one stem is a phrase."""

    wanted: list[list[str]]
    unwanted: list[list[str]]
    searchable: bool
    """False if words were asked for, and all of them are stop words."""


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of *language*, folded; none for an unknown language."""
    try:
        listed = set(lang.stopwords_for_language(language))
    except lang.NoStopWords:
        listed = set()
    listed |= set(_MORE_STOP_WORDS.get(language, "").split())
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


def runs_of(terms: Iterable[Term], language: str) -> Runs:
    """Return the stems of *terms*, wanted and unwanted: ``MOST_TERMS`` stems at most."""
    wanted: list[list[str]] = []
    unwanted: list[list[str]] = []
    asked, left = False, MOST_TERMS
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
    return Runs(wanted, unwanted, searchable=bool(wanted) or not asked)


def word_matcher(terms: Iterable[Term], language: str) -> Callable[[str], bool]:
    """Return a predicate that says whether a word matches one of *terms*.

    It remembers its answers.
    """
    wanted = {word for run in runs_of(terms, language).wanted for word in run}

    @cache
    def matches(word: str) -> bool:
        if word.isascii() and word.isalnum():
            return stem(word, language) in wanted
        return any(part in wanted for part in stems(word, language))

    return matches
