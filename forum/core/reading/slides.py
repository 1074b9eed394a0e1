"""PowerPoint files: the slides that are shown, one part each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .archive import Archive, Hearer

if TYPE_CHECKING:
    from pathlib import Path

    from .parts import Parts

OFF = {"0", "false", "off"}


class _Order(Hearer):
    """Hears in which order the slides come."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sldId":
            self.ids.append(attributes.get("r:id", ""))


class _Slide(Hearer):
    """Hears the paragraphs of one slide."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.hidden = False
        self._letters = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sld":
            self.hidden = attributes.get("show", "1") in OFF
        elif name == "Fallback":
            self.mute()
        elif name == "cNvPr" and attributes.get("hidden", "0") not in OFF:
            self.mute(2)  # the shape whose properties say so
        elif name == "t":
            self._letters = True
        elif name == "br":
            self.words.append("\n")

    def end(self, name: str) -> None:
        if name == "t":
            self._letters = False
        elif name in ("p", "tr"):
            self.words.append("\n")

    def data(self, text: str) -> None:
        if self._letters:
            self.words.append(text)


def read(source: Path, parts: Parts, _kind: str) -> None:
    """Take up each slide, with the number that its program shows."""
    archive = Archive(source)
    main = archive.main()
    order = _Order()
    archive.hear(main, order)
    targets = archive.relations(main)
    parts.count = len(order.ids)
    for number, key in enumerate(order.ids, 1):
        slide = _Slide()
        if key in targets and targets[key][1] in archive:
            archive.hear(targets[key][1], slide)
        if slide.hidden:
            parts.leave_out("slides")
        else:
            parts.add("".join(slide.words), "slide", number)
