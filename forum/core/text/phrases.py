"""Whether a text has some words in it, as somebody who reads it would say."""

from __future__ import annotations

import re
import unicodedata

from .normal import LONGEST, normal

_BETWEEN = re.compile(r"[\s*_`~>#\[\]]+")


def as_read(text: str) -> str:
    """Return *text* without capitals and accents, with one space between words.

    Marks of Markdown count as such a space: a name may be printed bold, or stand in a quotation.
    """
    return " ".join(map(_bare, filter(None, _BETWEEN.split(text))))


def _bare(word: str) -> str:
    if word.isascii() or len(word) > LONGEST:
        return word.casefold()
    apart = normal("NFKD", normal("NFKC", word).casefold()[:LONGEST])
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def has_phrase(text: str, phrase: str) -> bool:
    """Whether *phrase* stands in *text*, however it is cased, and wherever its lines break."""
    wanted = as_read(phrase)
    return bool(wanted) and wanted in as_read(text)
