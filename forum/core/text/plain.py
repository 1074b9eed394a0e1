"""Turns sanitised HTML into plain text, and cuts excerpts."""

from html.parser import HTMLParser

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
_STEP = 4_000
"""Characters that are read at once where only the beginning of a text is wanted."""


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
    html = marked(html, "<credit>")
    at, step = 0, len(html) if most is None else _STEP
    while at < len(html) and (most is None or reader.seen <= most):
        end = html.find("<", at + step)
        reader.feed(html[at:end] if end > 0 else html[at:])
        at = end if end > 0 else len(html)
    reader.close()
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


class _Reader(HTMLParser):
    """Collects text. Each block starts and ends a line."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.in_code = 0
        self.whole = whole
        self.quotations: list[bool] = []
        """Whether each open quotation says who said it."""
        self.mark = ""
        """The quotation mark that the next text begins with."""
        self.seen = 0
        """How many characters there are so far, without white space."""

    @property
    def silent(self) -> bool:
        """Whether the text is somebody else's, and is left out."""
        return not self.whole and any(self.quotations)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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
            self._add(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self.in_code -= 1
        if tag == "blockquote" and self.quotations and self.quotations.pop() and self.whole:
            self._end_quotation()
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
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
            self.seen += sum(map(len, printable(text).split()))

    def _end_quotation(self) -> None:
        if self.mark:  # nothing was quoted
            self.mark = self.mark[:-1]
            return
        while self.parts and not self.parts[-1].strip():
            self.parts.pop()
        self.parts[-1:] = [self.parts[-1].rstrip() + "”"] if self.parts else []
