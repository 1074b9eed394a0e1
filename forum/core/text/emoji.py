"""Emoji by the names that forums give them: ``:slight_smile:`` is 🙂."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_NAME = re.compile(r":([\w+-]{1,100}?)(?::t([2-6]))?:", re.ASCII)
_IN_TEXT = re.compile(rf"(?<![\w:]){_NAME.pattern}(?![\w:])", re.ASCII)
_LIGHTEST = 0x1F3FB - 2
"""The skin tone that ``:t2:`` stands for, less 2: Unicode has five, in the same order."""


def emoji(name: str) -> str:
    """Return the characters of the emoji *name*, as ``:wave:`` or ``:wave:t3:``.

    A name that Unicode does not have, such as that of a forum's own picture, is returned as it is.
    """
    written = name.strip()
    found = _NAME.fullmatch(written if written.startswith(":") else f":{written}:")
    return _character(found) if found else name


def with_emoji(text: str) -> str:
    """Return *text*, one line, with every ``:name:`` of an emoji replaced by it."""
    return _IN_TEXT.sub(_character, text) if text.count(":") > 1 else text


def _character(found: re.Match[str]) -> str:
    """Return the emoji that was *found*; a skin tone belongs to its first character."""
    plain = _table().get(found[1].lower())
    if plain is None:
        return found[0]
    if found[2] is None:
        return plain
    return plain[0] + chr(_LIGHTEST + int(found[2])) + plain[1:].removeprefix("\ufe0f")


@cache
def _table() -> dict[str, str]:
    lines = Path(__file__).with_name("emoji.txt").read_text("utf-8").splitlines()
    rows = (line.split(" ") for line in lines if not line.startswith("# "))
    return {name: row[0] for row in rows for name in row[1:]}
