"""The text of a file, in parts that each say where they stand: a page, a slide, a minute."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

MOST = 1_950_000
"""Bytes of all parts together, as they are sent; so many letters at most, of some scripts half."""
MOST_PARTS = 20_000
FIRST_LINE = 200
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


class Full(Exception):
    """No more text is taken."""


class Parts:
    """Takes up the text of a file, until that is as much as is read.

    ``count`` is the number of pages, slides or sheets of the file; ``left_out`` says how many of
    them, and of what else, nobody who looks at the file would see, and were not read.
    """

    def __init__(self) -> None:
        self.count = 0
        self.left_out: dict[str, int] = {}
        self.cut = False
        self._parts: list[dict[str, Any]] = []
        self._room = MOST

    def add(self, text: str, label: str = "", number: int = 0, **more: object) -> None:
        """Take up a part; *more* is ``name``, ``start`` (seconds) and ``speaker``.

        Raises ``Full`` when there is no room for more.
        """
        text = clean(text)
        if not text:
            return
        told = {"label": label, "number": number if label else None, **more}
        said = {name: clean(v) if isinstance(v, str) else v for name, v in told.items()}
        part: dict[str, Any] = {
            name: value for name, value in said.items() if value not in (None, "")
        }
        part["text"] = text
        while (size := _size(part)) > self._room:
            self.cut = True
            kept = len(part["text"]) * self._room // size - 50
            if kept < 1:
                raise Full
            part["text"] = part["text"][:kept]
        self._room -= size
        self._parts.append(part)
        if self.cut or len(self._parts) == MOST_PARTS:
            raise Full

    def leave_out(self, what: str, number: int = 1) -> None:
        """Note that something was not read, as nobody would see it."""
        if number:
            self.left_out[what] = self.left_out.get(what, 0) + number

    def answer(self) -> bytes:
        """Return all that is told of the file, as JSON."""
        texts = (part["text"] for part in self._parts)
        line = next((line for text in texts for line in text.split("\n") if line.strip()), "")
        told = {
            "parts": self._parts,
            "count": self.count,
            "first_line": line.strip()[:FIRST_LINE],
            "cut": self.cut,
            "left_out": self.left_out,
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _size(part: dict[str, Any]) -> int:
    """Return how many bytes *part* takes in the answer."""
    return len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()) + 1


def clean(text: str) -> str:
    """Return *text* composed, without what is no letter and no space, and with few empty lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\f", "\n")
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    text = "\n".join([line.rstrip() for line in text.split("\n")])
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
