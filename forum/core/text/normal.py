"""The only module that normalises Unicode, and only texts of a length that was checked.

Sorting the combining signs of one letter takes quadratic time: a megabyte of them takes minutes.
"""

import unicodedata
from typing import Literal

LONGEST = 4_000
"""The longest text that is normalised, in characters: below 15 ms, whatever is in it."""


def normal(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return *text* in the normal form *form*.

    Raises ValueError for more than ``LONGEST`` characters: the caller has to check the length.
    """
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} characters are too many to normalise: check the length")
    return unicodedata.normalize(form, text)
