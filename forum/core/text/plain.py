"""Turns sanitised HTML into plain text, and cuts excerpts."""

from html.parser import HTMLParser

from .characters import printable

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


def plain(html: str) -> str:
    """Return the text of *html*, which ``sanitise.clean`` returned, with one line for each block.

    Line breaks and lines of code are kept; table cells are separated by `` | ``. The result is
    text, not HTML: it must be escaped before it is shown.
    """
    reader = _Reader()
    reader.feed(html)
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

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self.in_code += 1
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        elif tag in _CELLS and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("| " if self.parts[-1].endswith(" ") else " | ")
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self.in_code -= 1
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.in_code:
            self.parts.append(data)
            return
        folded = " ".join(data.split())
        if data[:1].isspace() and self.parts and not self.parts[-1].endswith((" ", "\n")):
            self.parts.append(" ")
        if folded:
            self.parts.append(folded + " " * data[-1:].isspace())
