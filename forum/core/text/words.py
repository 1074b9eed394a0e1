"""Splits a text into words, signs and white space, in every script."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Class = Literal["space", "word", "letter", "mark", "sign"]

ZERO_WIDTH_JOINER, NON_JOINER = "\u200d", "\u200c"
_WITHOUT_BLANKS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x0FFF),  # Tibetan
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),
    (0x3040, 0x312F),  # Hiragana, Katakana, Bopomofo
    (0x31A0, 0x31FF),
    (0x3400, 0x9FFF),  # Han
    (0xA000, 0xA4CF),  # Yi
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)
"""Scripts that put no blanks between words: each letter is one of its own (Unicode, blocks)."""
_LATIN = re.compile("[\x00-\u024f]*")
_LATIN_TOKEN = re.compile(
    "[0-9A-Za-z_\xaa\xb2\xb3\xb5\xb9\xba\xbc-\xbe\xc0-\xd6\xd8-\xf6\xf8-\u024f]+|.", re.DOTALL
)
"""A word, or one sign, of a text in which no character is joined to another."""
_STARTS = [first for first, _ in _WITHOUT_BLANKS]


def split_words(text: str) -> list[str]:
    """Return the words and signs of *text* and each white space between them: joined, *text*.

    A letter is never torn from its marks, nor an emoji from a sign joined to it. In scripts that
    put no blanks between words each letter is a word. Takes time proportional to the length.
    """
    if _LATIN.fullmatch(text):  # the same, in a fifth of the time
        return _LATIN_TOKEN.findall(text)
    return list(_tokens(text))


def is_word(token: str) -> bool:
    """Whether *token* has a letter or a digit."""
    return any(class_of(character) in ("word", "letter") for character in token)


def _tokens(text: str) -> Iterator[str]:
    start, before = 0, ""
    flag = False
    for at, character in enumerate(text):
        now = class_of(character)
        pair = flag and _is_flag(character)
        if at and not pair and not _joined(text[at - 1], before, now):
            yield text[start:at]
            start = at
        flag = _is_flag(character) and not pair
        before = before if now == "mark" and before in ("word", "letter", "sign") else now
    if text:
        yield text[start:]


def _joined(last: str, before: str, now: Class) -> bool:
    """Whether a character of the class *now* belongs to the token that ends with *last*."""
    if now == "mark":
        return before != "space"
    return now != "space" and (last == ZERO_WIDTH_JOINER or (now == before == "word"))


@lru_cache(maxsize=4096)
def class_of(character: str) -> Class:
    """Return what *character* is in a text; a "letter" is a word of its own."""
    if character.isspace():
        return "space"
    category = unicodedata.category(character)
    if category[0] == "M" or character in (ZERO_WIDTH_JOINER, NON_JOINER) or _is_tone(character):
        return "mark"
    if not (category[0] in "LN" or character == "_"):
        return "sign"
    block = bisect_right(_STARTS, ord(character)) - 1
    alone = block >= 0 and ord(character) <= _WITHOUT_BLANKS[block][1]
    return "letter" if alone else "word"


def _is_tone(character: str) -> bool:
    """Whether *character* colours the skin of the emoji before it."""
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_flag(character: str) -> bool:
    """Whether *character* is half of a flag (a regional indicator)."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"
