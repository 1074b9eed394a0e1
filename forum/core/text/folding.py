"""Folds names, so that they are found and sorted by what they say and not by how it is written."""

import re
import unicodedata

from .normal import normal

LONGEST = 200
"""Characters of a name that are folded; the rest is ignored, so that the time has a bound."""

_BARE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters whose stroke or ligature Unicode does not take apart."""
_BETWEEN = frozenset(".,;:'\"`´/\\|_·・‧")
"""What stands between the parts of a name, beside dashes, brackets and quotation marks."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, kana and Han: these scripts put no space between words."""


def folded(text: str) -> str:
    """Return *text* as names are compared: saved so in a column, and asked for in the same way.

    Capitals, accents, vowel points, widths and invisible signs make no difference, nor does what
    stands between two words: "Élodie Łącka-O’Brien" is ``elodie lacka o brien``. The vowel signs of
    Hindi, Tamil or Thai stay. What would leave nothing (".") stays as it was typed, so that the
    result is empty only for a text of blanks.
    """
    whole = normal("NFKC", text[:LONGEST]).casefold().translate(_BARE)
    signs = normal("NFKD", whole)
    bare = "".join(map(_counted, signs)).split()
    return normal("NFC", " ".join(bare or whole.split()))


def folded_end(text: str) -> str:
    """Return the last word of *text*, folded: "Élodie Łącka" is looked up by ``lacka`` as well."""
    return folded(text).rpartition(" ")[2]


def is_unspaced(word: str) -> bool:
    """Return whether *word* begins in a script that puts no space between words."""
    return _UNSPACED.match(word) is not None


def _counted(sign: str) -> str:
    """Return *sign* as it counts: nothing for an accent, a space between the parts of a name."""
    if sign.isascii() and sign not in _BETWEEN and sign not in "-()[]{}":
        return sign
    place = unicodedata.combining(sign)
    if 10 <= place <= 35 or place >= 200:  # vowel points of Hebrew and Arabic; accents
        return ""
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    apart = sign in _BETWEEN or category in ("Pd", "Ps", "Pe", "Pi", "Pf", "Pc")
    return " " if apart else sign
