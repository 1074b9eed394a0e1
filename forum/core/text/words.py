"""Splits a text into words, signs and white space, in every script."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import Literal

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
_STARTS = [first for first, _ in _WITHOUT_BLANKS]
_WORD, _SIGNS, _FLAGS = "w[wmj]*", "[lg][mj]*", "ff?[mj]*"
_TOKEN = re.compile(
    f"s|(?:{_WORD}|{_SIGNS}|{_FLAGS}|[mj]+)(?:(?<=j)(?:{_WORD}|{_SIGNS}|{_FLAGS}))*"
)
"""A token of a text in which each character stands as its sign: see ``_Signs``."""


def split_words(text: str) -> list[str]:
    """Return the words and signs of *text* and each white space between them: joined, *text*.

    A letter is never torn from its marks, nor an emoji from a sign joined to it. In scripts that
    put no blanks between words each letter is a word. Takes time proportional to the length.
    """
    signs = text.translate(_SIGN_OF)
    return [text[found.start() : found.end()] for found in _TOKEN.finditer(signs)]


def is_word(token: str) -> bool:
    """Whether *token* has a letter or a digit."""
    return any(class_of(character) in ("word", "letter") for character in token)


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


class _Signs(dict[int, str]):
    """The sign of each character, by its code: the first letter of its class, or f, j or g."""

    most = 8_192
    """How many are remembered."""

    def __missing__(self, code: int) -> str:
        """Find the sign: f for half a flag, j for what joins to the next one, g for others."""
        if len(self) >= self.most:
            self.clear()
        character = chr(code)
        kind = class_of(character)
        if kind == "sign":
            self[code] = "f" if _is_flag(character) else "g"
        else:
            self[code] = "j" if character == ZERO_WIDTH_JOINER else kind[0]
        return self[code]


_SIGN_OF = _Signs()
