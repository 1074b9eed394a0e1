"""Excel files: the cells that are filled and seen, one part a sheet.

How large a sheet says it is does not count: a file of four kilobytes may say seventeen thousand
million cells. Only those are met that are written down.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from .archive import Archive, Hearer

if TYPE_CHECKING:
    from pathlib import Path

    from .parts import Parts

OFF = {"", "0", "false", "off"}
LETTERS = 3_000_000
"""Of one sheet; more than that is cut."""


class _Book(Hearer):
    """Hears which sheets there are: relation, name, whether it is hidden."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("r:id", ""), attributes.get("name", ""), hidden))


class _Strings(Hearer):
    """Hears the texts that cells refer to by number."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._words: list[str] = []
        self._letters = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "rPh":  # how it is pronounced
            self.mute()
        self._letters = name == "t"

    def end(self, name: str) -> None:
        self._letters = False
        if name == "si":
            self.all.append("".join(self._words))
            self._words = []

    def data(self, text: str) -> None:
        if self._letters:
            self._words.append(text)


class _Sheet(Hearer):
    """Hears the cells of a sheet, row by row."""

    def __init__(self, strings: list[str]) -> None:
        self.rows: list[str] = []
        self.hidden_rows = 0
        self.size = 0
        self._strings = strings
        self._hidden: list[tuple[int, int]] = []
        self._row: list[str] = []
        self._kind = ""
        self._value: list[str] = []
        self._letters = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "col" and attributes.get("hidden", "") not in OFF:
            with suppress(ValueError):
                self._hidden.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "row" and attributes.get("hidden", "") not in OFF:
            self.hidden_rows += 1
            self.mute()
        elif name in ("f", "rPh"):
            self.mute()
        elif name == "c":
            self._kind, self._value = attributes.get("t", "n"), []
            if self._is_hidden(attributes.get("r", "")):
                self.mute()
        else:
            self._letters = name in ("v", "t")

    def end(self, name: str) -> None:
        self._letters = False
        if name == "c" and (value := self._shown("".join(self._value))):
            self._row.append(value)
        elif name == "row" and self._row:
            if self.size < LETTERS:
                self.rows.append("\t".join(self._row))
                self.size += len(self.rows[-1])
            self._row = []

    def data(self, text: str) -> None:
        if self._letters:
            self._value.append(text)

    def _is_hidden(self, place: str) -> bool:
        """Whether the column of a cell like "AB7" is hidden."""
        letters = re.match(r"[A-Z]{1,3}", place)
        if not letters or not self._hidden:
            return False
        column = 0
        for letter in letters[0]:
            column = column * 26 + ord(letter) - 64
        return any(first <= column <= last for first, last in self._hidden[:200])

    def _shown(self, value: str) -> str:
        """Return what a cell shows, nearly: a number as it is, without its format."""
        if self._kind == "s":
            with suppress(ValueError, IndexError):
                return self._strings[int(value)].replace("\n", " ").strip()
            return ""
        if self._kind == "n" and "." in value:
            with suppress(ValueError):
                return f"{float(value):.15g}"
        return value.replace("\n", " ").strip()


def read(source: Path, parts: Parts, _kind: str) -> None:
    """Take up each sheet that is seen."""
    archive = Archive(source)
    main = archive.main()
    book, strings = _Book(), _Strings()
    archive.hear(main, book)
    targets = archive.relations(main)
    parts.count = len(book.sheets)
    for role, target in targets.values():
        if role == "sharedStrings" and target in archive:
            archive.hear(target, strings)
            break
    for number, (key, name, hidden) in enumerate(book.sheets, 1):
        if hidden:
            parts.leave_out("sheets")
        elif targets.get(key, ("", ""))[0] == "worksheet" and targets[key][1] in archive:
            sheet = _Sheet(strings.all)
            archive.hear(targets[key][1], sheet)
            parts.leave_out("rows", sheet.hidden_rows)
            parts.add("\n".join(sheet.rows), "sheet", number, name=name)
