"""No stemmer fails at a word, and what marks rely on holds: stems begin as their words do.

Siblings of a word at which one failed ("ague" in Spanish, and with it the whole change to the
index): short words of each script with each ending, so that nothing is left before it.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from whoosh import lang

from forum.core.index import stemming
from forum.core.index.marks import CHANGED, begin_of_words
from forum.core.index.stemming import SMALL, stem, stems
from forum.core.text.word_folding import fold

ROOT = Path(__file__).parents[2]
LANGUAGES = sorted({*lang.languages, *stemming._SNOWBALL, "xx"})
LETTERS = (
    "abcdefghijklmnopqrstuvwxyz",
    "aáàâäeéèêiíîoóôöuúüñçßøåæšğőű",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρσςτυφχψω",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)
ENDINGS = (
    *("", "ying", "ies", "able", "ibility", "ization", "ously", "edly", "ement", "ational"),
    *("gue", "que", "güe", "ando", "iendo", "mente", "ación", "ión", "ité", "amment", "ication"),
    *("eux", "euses", "ivement", "osamente", "issimo", "arono", "lich", "keit", "igheid", "heden"),
    *("elser", "heten", "lyst", "ului", "elor", "aţie", "ence", "ência", "logia", "sstä", "ssa"),
)


def made(most: int) -> list[str]:
    luck = random.Random(26)
    short = ("".join(luck.choices(luck.choice(LETTERS), k=luck.randint(0, 5))) for _ in range(most))
    return [fold(word + luck.choice(ENDINGS)) or "a" for word in short]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_stemmer_fails_at_a_word(language: str) -> None:
    words = {*made(500), "ague", "gue", "a", "ß", "ii", "y"}
    assert all(stem(word, language) for word in words)
    assert stems("Sigue la ague, ague", language)


def words() -> set[str]:
    """Words that somebody has written, in two languages, and made ones."""
    texts = [(ROOT / "docs/hosting.md").read_text("utf-8")]
    texts.append((ROOT / "tests/search_quality/german.toml").read_text("utf-8"))
    written = {fold(word) for text in texts for word in re.findall(r"[^\W\d_]+", text)}
    return written | {fold(word + end) for word in sorted(written)[::50] for end in ENDINGS}


@pytest.mark.parametrize("language", sorted(CHANGED))
def test_a_stem_begins_as_its_words_do(language: str) -> None:
    """Only words of ASCII letters are told apart by that: ``marks.marker``."""
    for word in filter(str.isascii, words() | {"dying", "lying", "tying", "skies", "happily"}):
        begin = begin_of_words(stem(word, language).removeprefix(SMALL), language)
        assert begin, word
        assert word.startswith(begin), word
