"""Folds words, so that they are found however they are spelt: case, accents, vowel points, widths.

Names are folded elsewhere (``folding.py``): they are compared as a whole, and saved.
"""

import re
import unicodedata
from functools import lru_cache

from .normal import normal

READ = 256
"""How many characters of a word are read: folding makes some words shorter, and a few longer."""
_FOLDED = 4 * READ

_BARE = str.maketrans(
    {
        # letters whose stroke, hook or ligature Unicode does not take apart
        **{"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ɓ": "b"},
        **{"ɗ": "d", "ƙ": "k", "ƴ": "y", "æ": "ae", "œ": "oe", "þ": "th"},
        # Arabic letters that are written one for another, those of Persian and Urdu among them
        **{"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه"},
        **{"ٱ": "ا", "ـ": None},
        # Hindi: the dot and the half moon are written one for the other
        "ँ": "ं",
        # what looks like an apostrophe inside a word: Hawaiian, and transliterated Arabic
        **dict.fromkeys("ʻʾʿ"),
    }
)
_HALF_NASAL = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
"""Hindi writes the nasal before a consonant as half a letter or as a dot: हिन्दी, हिंदी."""
_INVISIBLE = re.compile(
    "[\u034f\u180b-\u180f\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]"
)
"""What chooses a form of the sign before it: of a letter, or the colour of an emoji's skin."""
_BREVE, _DIAERESIS, _NUKTA = "\u0306", "\u0308", 7


def fold(word: str) -> str:
    """Return *word*, of which ``READ`` characters are read, as all its spellings are.

    Case, accents, vowel points and invisible signs make no difference; "ё" is "е", but "й" is a
    letter of its own. The vowel signs of Hindi, Tamil or Thai stay.
    """
    if word.isascii():
        return word[:READ].lower()
    letters: list[str] = []
    base = ""
    for sign in normal("NFKD", normal("NFC", word[:READ]))[:_FOLDED]:
        if sign.isascii():
            base = sign
        else:
            place = _place(sign)
            if place == "base":
                base = sign
            elif place == "drop" or (place == "accent" and not _is_letter(base, sign)):
                continue
        letters.append(_digit(sign))
    folded = "".join(letters).casefold().translate(_BARE)
    return normal("NFC", _HALF_NASAL.sub("ं", folded))


@lru_cache(maxsize=2_048)
def _place(sign: str) -> str:
    """Return what *sign* is in a word: "base", "keep", "drop", or "accent", which some need."""
    category = unicodedata.category(sign)
    if category in ("Cf", "Me") or _INVISIBLE.match(sign):
        return "drop"
    if category not in ("Mn", "Mc"):
        return "base"
    place = unicodedata.combining(sign)
    if place in (1, _NUKTA) or 10 <= place <= 36:  # strokes; vowel points of Hebrew and Arabic
        return "drop"
    return "accent" if place >= 200 else "keep"


def _is_letter(base: str, accent: str) -> bool:
    """Whether *accent* makes another letter of *base*: those of Cyrillic but "ё" are."""
    cyrillic = "\u0400" <= base <= "\u052f"
    return cyrillic and (accent == _BREVE or (accent == _DIAERESIS and base not in "еЕ"))


@lru_cache(maxsize=2_048)
def _digit(sign: str) -> str:
    """Return *sign*, or the digit that it is in another script."""
    value = None if sign.isascii() else unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
