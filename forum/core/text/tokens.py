"""A well-formed stream of HTML tokens, in the form that bleach's filters read."""

import re
from html import unescape

from .characters import escaped, printable

DEEPEST = 60

# What html5lib's tree walkers yield.
HtmlToken = dict[str, str | dict[tuple[None, str], str] | None]

_NUMBERED = re.compile(r"&#(?:[xX][0-9a-fA-F]+|[0-9]+);?")
_VOID = frozenset(("br", "hr", "img"))
_MAY_BE_EMPTY = frozenset(["dd", "dt", "li", "tbody", "td", "tfoot", "th", "thead", "tr"])


class Writer:
    """Collects tokens that are nested correctly, not too deep, and without empty elements."""

    def __init__(self) -> None:
        self.tokens: list[HtmlToken] = []
        self._open: list[str] = []

    @property
    def parent(self) -> str:
        """The name of the innermost open element; "" if there is none."""
        return self._open[-1] if self._open else ""

    def start(self, name: str, attributes: dict[str, str] | None = None) -> bool:
        """Open *name*, or write it if it is a void element. Return False if too deep."""
        if len(self._open) >= DEEPEST:
            return False
        data = {(None, key): escaped(value) for key, value in (attributes or {}).items()}
        kind = "EmptyTag" if name in _VOID else "StartTag"
        self.tokens.append({"type": kind, "name": name, "namespace": None, "data": data})
        if name not in _VOID:
            self._open.append(name)
        return True

    def end(self) -> None:
        """Close the innermost element; an empty one is removed, except in lists and tables."""
        name = self._open.pop()
        if name not in _MAY_BE_EMPTY:
            last = len(self.tokens) - 1
            while self._blank(last):
                last -= 1
            if self.tokens[last]["type"] == "StartTag":
                del self.tokens[last:]
                return
        self.tokens.append({"type": "EndTag", "name": name, "namespace": None})

    def raw(self, text: str | None) -> None:
        """Write *text* from the parser, in which character references are not resolved."""
        if text:
            if "&#" in text:
                text = _NUMBERED.sub(
                    lambda found: escaped(printable(unescape(found.group()))), text
                )
            # The serializer escapes these again; leaving them as references would take it forty
            # times as long.
            text = text.replace("&lt;", "<").replace("&gt;", ">").replace('"', "&quot;")
            self.tokens.append({"type": "Characters", "data": text})

    def text(self, text: str) -> None:
        """Write plain *text*."""
        self.raw(escaped(printable(text)))

    def _blank(self, place: int) -> bool:
        data = self.tokens[place].get("data")
        return (
            self.tokens[place]["type"] == "Characters" and isinstance(data, str) and data.isspace()
        )
