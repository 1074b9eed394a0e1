"""RTF files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from striprtf.striprtf import rtf_to_text

from .characters import MOST
from .fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .parts import Parts

TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-f]{2}|\\[^a-z]|[{}]|[\r\n]+|.", re.I)
HIDING = re.compile(r"\\(?:v|deleted)(?![a-z0])")


def read(source: Path, parts: Parts, _kind: str) -> None:
    """Take up the text of *source*."""
    with source.open("rb") as file:
        data = file.read(4 * MOST).decode("latin-1")
    if not data.startswith("{\\rtf"):
        raise Fault("broken")
    if HIDING.search(data):
        data = _seen(data)
    to_text: Callable[..., str] = rtf_to_text  # which has no types
    parts.add(to_text(data, errors="ignore"))


def _seen(data: str) -> str:
    """Return *data* without the letters that are hidden, or deleted with the deletion recorded."""
    kept: list[str] = []
    above: list[tuple[bool, bool]] = []
    hidden, deleted = False, False
    for match in TOKEN.finditer(data):
        token, word = match[0], match[1]
        if token == "{":  # nosec B105
            above.append((hidden, deleted))
        elif token == "}":  # nosec B105
            hidden, deleted = above.pop() if above else (False, False)
        elif word == "v":
            hidden = match[2] != "0"
        elif word == "deleted":
            deleted = match[2] != "0"
        elif word == "plain":
            hidden = deleted = False
        elif (hidden or deleted) and (word in (None, "u")):
            continue
        kept.append(token)
    return "".join(kept)
