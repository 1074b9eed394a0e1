"""The text of an HTML file, without what a browser would not show."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from .characters import letters_of

if TYPE_CHECKING:
    from pathlib import Path

    from .parts import Parts

UNSEEN = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "datalist"}
UNSEEN |= {"select", "textarea", "canvas", "audio", "video", "noembed", "noframes"}
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input"}
EMPTY |= {"link", "meta", "source", "track", "wbr"}
LINES = {"p", "div", "section", "article", "aside", "header", "footer", "main", "nav", "address"}
LINES |= {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "caption", "blockquote"}
LINES |= {"pre", "figure", "figcaption", "form", "fieldset", "hr", "title", "details", "summary"}
SHORT = {"li", "dt", "dd", "tr", "br"}
ENDS_ITSELF = {"p", "li", "dt", "dd", "tr", "td", "th"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


class _Page(HTMLParser):
    """Hears the tags of a page; ``words`` is what would be seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = ""  # the tag that hides what follows
        self._inside = 0  # how many more of these stand open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            if tag != self._unseen:
                return
            if tag not in ENDS_ITSELF:
                self._inside += 1
                return
            self._unseen = ""
        told = dict(attrs)
        hidden = "hidden" in told or HIDDEN.search(told.get("style") or "")
        if (hidden or tag in UNSEEN) and tag not in EMPTY:
            self._unseen, self._inside = tag, 0
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._unseen:
            self._break(tag)
        elif tag == self._unseen:
            self._inside -= 1
            if self._inside < 0:
                self._unseen = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # as browsers do: only an empty element ends so

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(re.sub(r"\s+", " ", data))

    def _break(self, tag: str) -> None:
        if not self._unseen and tag in LINES | SHORT | {"td", "th"}:
            self.words.append("\n\n" if tag in LINES else "\n" if tag in SHORT else "\t")


def read(source: Path, parts: Parts, _kind: str) -> None:
    """Take up the text of the page *source*."""
    page = _Page()
    page.feed(letters_of(source, declared=True))
    page.close()
    parts.add(re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(page.words)))
