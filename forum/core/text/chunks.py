"""Finds stretches of a text without reading all of it: most have one word, which tells itself."""

import re

from .search_words import CHUNK

_COMPOUND = re.compile(
    r"[-_A-Z0-9\x80-\U0010ffff]"
    r"(?:(?<=[-_\x80-\U0010ffff])|(?<=[A-Za-z0-9].)|(?<=[0-9])(?=[A-Za-z]))[^ ]*"
)
"""A sign that compounds have; of others, only words in capital letters and long numbers."""
_FAR = 300
"""How many characters before a place are read, to see what it is a part of."""


def compounds(line: str) -> frozenset[str]:
    """Return the stretches of *line* that may have a word which begins behind a letter or digit.

    As in "getElement", "covid19" and "e-mail"; all that are not ASCII are among them. In the others
    each word begins at the beginning or behind a sign. *line* has no white space but blanks.
    """
    pieces = {line[line.rfind(" ", 0, m.start()) + 1 : m.end()] for m in _COMPOUND.finditer(line)}
    return frozenset(chunk for piece in pieces for chunk in CHUNK.findall(piece))


def chunk_at(line: str, place: int) -> tuple[int, str]:
    """Return the stretch of *line* that has *place*, and where it begins; "" if none has it."""
    for found in CHUNK.finditer(line, max(line.rfind(" ", 0, place) + 1, place - _FAR)):
        if found.end() > place:
            return (found.start(), found[0]) if found.start() <= place else (place, "")
    return place, ""
