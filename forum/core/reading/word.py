"""Word documents: text, tables, notes at the foot, and what stands on top of pages and below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .archive import Archive, Hearer

if TYPE_CHECKING:
    from pathlib import Path

    from .parts import Parts

BESIDE = ("header", "footer", "footnotes", "endnotes")
GONE = {"del", "moveFrom", "Fallback", "pPr", "tblPr", "sectPr", "instrText", "delText"}
"""Deleted, moved away, said twice for old programs, or no text."""
OFF = {"0", "false", "off"}
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class _Words(Hearer):
    """Hears the paragraphs of a document."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._cells = 0
        self._letters = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in GONE:
            self.mute()
        elif name in ("vanish", "webHidden") and attributes.get("val", "1") not in OFF:
            self.mute(2)  # the run whose properties say so
        elif name == "t":
            self._letters = True
        elif name == "tc":
            self._cells += 1
        elif name in SIGNS:
            self.words.append(SIGNS[name])

    def end(self, name: str) -> None:
        if name == "t":
            self._letters = False
        elif name == "p":
            self.words.append(" " if self._cells else "\n")
        elif name == "tc":
            self._cells -= 1
            self.words.append("\t")
        elif name == "tr":
            self.words.append("\n")

    def data(self, text: str) -> None:
        if self._letters:
            self.words.append(text)


def read(source: Path, parts: Parts, _kind: str) -> None:
    """Take up the text of a document, and then what stands beside it."""
    archive = Archive(source)
    main = archive.main()
    beside = archive.relations(main).values()
    names = [main, *sorted({t for role, t in beside if role in BESIDE and t in archive})]
    seen: set[str] = set()
    for name in names:
        words = _Words()
        archive.hear(name, words)
        text = "".join(words.words)
        if text not in seen:  # most headers say the same
            parts.add(text)
        seen.add(text)
