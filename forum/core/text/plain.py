"""Turns sanitised HTML into plain text, and cuts excerpts."""

import re
from html import unescape

from . import labels
from .characters import printable
from .credits import marked

_BLOCKS = frozenset(
    {
        "blockquote",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tr",
        "ul",
    }
)
_CELLS = frozenset(("td", "th"))
_PIECE = re.compile(r'<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<rest>(?:[^<>"]|"[^"]*")*)>|[^<]+|<')
"""A tag, or text: clean HTML has no comments, and its values are in double quotation marks."""
_FOLD = f'<details class="{labels.FOLD}">'
_ITS_WORDS = re.compile(_FOLD + "<summary>[^<]*</summary>")
_ALT = re.compile(r'\salt="([^"]*)"')


def plain(html: str) -> str:
    """Return the text of *html*, which ``sanitise.clean`` returned, with one line for each block.

    Line breaks and lines of code are kept; table cells are separated by `` | ``. The words of
    another post are put in quotation marks, without its credit. The result is text, not HTML: it
    must be escaped before it is shown.
    """
    return _read(html, whole=True)


def own_words(html: str) -> str:
    """Return the text of *html* as ``plain`` does; without quoted posts, if anything is left."""
    return _read(html, whole=False) or plain(html)


def beginning(html: str, *, length: int = 240) -> str:
    """Return ``excerpt(own_words(html), length=length)``, without reading more than it needs.

    A page of long posts shows the beginnings of all of them.
    """
    own = _read(html, whole=False, most=length)
    return excerpt(own or _read(html, whole=True, most=length), length=length)


def _read(html: str, *, whole: bool, most: int | None = None) -> str:
    """Return the text of *html*, or with *most* a beginning of it that is longer than that."""
    reader = _Reader(whole=whole)
    html = _ITS_WORDS.sub("<details>", html) if _FOLD in html else html
    for piece in _PIECE.finditer(marked(html, "<credit>")):
        if most is not None and reader.has_more_than(most):
            break
        reader.read(piece)
    lines = (text.rstrip() for text in "".join(reader.parts).split("\n"))
    return printable("\n".join(text for text in lines if text))


def excerpt(text: str, *, length: int = 240) -> str:
    """Return the beginning of *text* in one line: at most *length* characters, cut after a word."""
    folded = " ".join(text.split())
    if len(folded) <= length:
        return folded
    whole, _, rest = folded[:length].rpartition(" ")
    if len(whole) < length // 2:
        whole = (whole + " " + rest)[: length - 1] if whole else folded[: length - 1]
    return whole.rstrip(" ,;:.-–—(") + "…"


class _Reader:
    """Collects text. Each block starts and ends a line."""

    def __init__(self, *, whole: bool) -> None:
        self.parts: list[str] = []
        self.in_code = 0
        self.whole = whole
        self.quotations: list[bool] = []
        """Whether each open quotation says who said it."""
        self.mark = ""
        """The quotation mark that the next text begins with."""
        self.seen = self.counted = 0
        """How many characters the first ``counted`` parts have, without white space."""

    def has_more_than(self, most: int) -> bool:
        """Whether there are more than *most* characters so far, without white space."""
        fresh = printable("".join(self.parts[self.counted :]))
        self.seen += sum(map(len, fresh.split()))
        self.counted = len(self.parts)
        return self.seen > most

    @property
    def silent(self) -> bool:
        """Whether the text is somebody else's, and is left out."""
        return not self.whole and any(self.quotations)

    def read(self, piece: re.Match[str]) -> None:
        """Read a tag or a text."""
        if piece["tag"] is None:
            self._text(unescape(piece[0]))
        elif piece["end"]:
            self._end(piece["tag"])
        else:
            self._begin(piece["tag"], piece["rest"])

    def _begin(self, tag: str, attributes: str) -> None:
        if tag == "pre":
            self.in_code += 1
        if tag == "blockquote":
            self.quotations.append(False)
        if tag == "credit" and self.quotations:
            self.quotations[-1] = True
            self.mark += "“" * self.whole
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag in _CELLS and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("| " if self.parts[-1].endswith(" ") else " | ")
        elif tag == "img":
            alt = _ALT.search(attributes)
            self._add(unescape(alt[1]) if alt else "")

    def _end(self, tag: str) -> None:
        if tag == "pre":
            self.in_code -= 1
        if tag == "blockquote" and self.quotations and self.quotations.pop() and self.whole:
            self._end_quotation()
        if tag in _BLOCKS:
            self.parts.append("\n")

    def _text(self, data: str) -> None:
        if self.in_code:
            self._add(data)
            return
        folded = " ".join(data.split())
        if data[:1].isspace() and self.parts and not self.parts[-1].endswith((" ", "\n")):
            self.parts.append(" ")
        if folded:
            self._add(folded + " " * data[-1:].isspace())

    def _add(self, text: str) -> None:
        if text and not self.silent:
            self.parts.append(self.mark + text)
            self.mark = ""

    def _end_quotation(self) -> None:
        if self.mark:  # nothing was quoted
            self.mark = self.mark[:-1]
            return
        while self.parts and not self.parts[-1].strip():
            self.parts.pop()
        self.parts[-1:] = [self.parts[-1].rstrip() + "”"] if self.parts else []
