"""Documents of LibreOffice and its relatives: text, slides, sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .archive import Archive, Hearer
from .fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from .parts import Parts

GONE = {"tracked-changes", "annotation", "binary-data", "event-listeners", "forms", "ruby-text"}
GONE |= {"notes"}
"""Deleted with the deletion recorded, said at the margin or below a slide, or no text."""
OFF = {"none", "false"}
FOLDED = {"collapse", "filter"}
SPACES = 100
COLUMNS = 1024


class _Encrypted(Hearer):
    """Hears whether members are encrypted."""

    found = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.found = self.found or name == "encryption-data"


class _Content(Hearer):
    """Hears paragraphs, and where a slide or a sheet begins and ends.

    *unseen* holds the names of styles that hide what has them. With *beside*, only what stands on
    top of pages and below is heard.
    """

    def __init__(self, parts: Parts, kind: str, unseen: set[str], *, beside: bool = False) -> None:
        self.words: list[str] = []
        self._parts = parts
        self._unit = {"odp": ("page", "slide"), "ods": ("table", "sheet")}.get(kind, ("", ""))
        self._unseen = unseen
        self._listens = 0 if beside else 1
        self._style = ""
        self._paragraphs = self._cells = self._column = 0
        self._columns: list[bool] = []
        self._name = ""
        self._dropped: int | None = None  # where a hidden paragraph began
        self._began = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self._columns, self._column = [], 0
        if name == "style" and "name" in attributes:
            self._style = attributes["name"]
        elif name.endswith("-properties"):
            if attributes.get("display") in OFF or attributes.get("visibility") == "hidden":
                self._unseen.add(self._style)
        elif name in GONE:
            self.mute()
        elif name == self._unit[0] and not self._paragraphs:
            self._begin(attributes)
        elif name == "hidden-paragraph" and attributes.get("is-hidden") == "true":
            self._dropped = self._began
        elif self._is_hidden(name, attributes):
            self.mute()
        elif name.startswith("table-") or name == "covered-table-cell":
            self._grid(name, attributes)
        elif name.partition("-")[0] in ("header", "footer"):
            self._listens += 1
        else:
            self._sign(name, attributes)

    def end(self, name: str) -> None:
        if name in ("p", "h"):
            self._paragraphs -= 1
            if self._dropped is not None:
                del self.words[self._dropped :]
                self._dropped = None
            else:
                self._say(" " if self._cells else "\n")
        elif name == "table-cell":
            self._cells -= 1
            self._say("\t")
        elif name == "table-row":
            self._say("\n")
        elif name.partition("-")[0] in ("header", "footer") and not name.endswith("-properties"):
            self._listens -= 1
        elif name == self._unit[0] and not self._paragraphs:
            self.close()

    def data(self, text: str) -> None:
        if self._paragraphs:
            self._say(text)

    def close(self) -> None:
        """Hand over what was heard of a slide, a sheet or the document."""
        text, self.words = "".join(self.words), []
        label = self._unit[1]
        lines = (line.strip("\t ") for line in text.split("\n"))
        number = self._parts.count if label else 0
        self._parts.add(
            "\n".join(lines), label, number, name=self._name if label == "sheet" else ""
        )

    def _say(self, text: str) -> None:
        if self._listens:
            self.words.append(text)

    def _sign(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("p", "h"):
            self._paragraphs += 1
            self._began = len(self.words)
        elif name == "s" and self._paragraphs:
            count = attributes.get("c", "1")
            self._say(" " * (min(int(count), SPACES) if count.isdecimal() else 1))
        elif name in ("tab", "line-break") and self._paragraphs:
            self._say("\t" if name == "tab" else "\n")

    def _begin(self, attributes: dict[str, str]) -> None:
        """Begin a slide or a sheet; a hidden one is only counted."""
        self._parts.count += 1
        self._name, self._column = attributes.get("name", ""), 0
        if attributes.get("style-name") in self._unseen:
            self._parts.leave_out(f"{self._unit[1]}s")
            self.mute()

    def _grid(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of a column, a row or a cell, which may be hidden."""
        folded = attributes.get("visibility") in FOLDED
        again = attributes.get("number-columns-repeated", "1")
        times = min(int(again), COLUMNS) if again.isdecimal() else 1
        if name == "table-column":
            room = COLUMNS - len(self._columns)
            self._columns += [folded] * min(times, room)
        elif name == "table-row":
            self._column = 0
            if folded:
                self._parts.leave_out("rows")
                self.mute()
        elif name.endswith("table-cell"):
            at, self._column = self._column, self._column + times
            if at < len(self._columns) and self._columns[at]:
                self.mute()
            elif name == "table-cell":
                self._cells += 1

    def _is_hidden(self, name: str, attributes: dict[str, str]) -> bool:
        """Whether what begins is shown to nobody."""
        if attributes.get("is-hidden") == "true" or attributes.get("style-name") in self._unseen:
            return True
        return name == "section" and attributes.get("display") == "none"


def read(source: Path, parts: Parts, kind: str) -> None:
    """Take up the text of *source*; of a text also what stands on top of pages and below."""
    archive = Archive(source)
    encrypted = _Encrypted()
    if "META-INF/manifest.xml" in archive:
        archive.hear("META-INF/manifest.xml", encrypted)
    if encrypted.found:
        raise Fault("locked")
    unseen: set[str] = set()
    beside = _Content(parts, "odt", unseen, beside=True)
    content = _Content(parts, kind, unseen)
    if "styles.xml" in archive:  # first, as its styles may hide what the content says
        archive.hear("styles.xml", beside)
    archive.hear("content.xml", content)
    if kind == "odt":
        content.close()
        beside.close()
