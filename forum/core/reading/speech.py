"""Who says something, and when: what stands before the words of a transcript."""

from __future__ import annotations

import re

NAME = re.compile(r"(?:>>|-)?\s*([^\W\d_][\w .'’-]{0,40}?)\s?:\s+(?=\S)")
"""A name and a colon, as "Ada Example: " has them."""
CLOCK = re.compile(r"[\[(]?(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,]\d{1,3})?[\])]?\s*(?:-\s+)?")
WORDS = 4
"""Words of a name, at most: more is a sentence that has a colon."""


def seconds_of(match: re.Match[str]) -> int:
    """Return the seconds that a ``CLOCK`` shows."""
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def speaker_of(line: str) -> tuple[str, str]:
    """Return who says *line*, or "", and what they say."""
    found = NAME.match(line)
    if found and len(found[1].split()) <= WORDS:
        return found[1].strip(), line[found.end() :]
    return "", line
