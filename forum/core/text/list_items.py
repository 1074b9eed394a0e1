"""The lists of stored HTML that stand in nothing else, with their items and the links in those."""

import re
from dataclasses import dataclass, field
from html import unescape

_ATTRIBUTES = r'(?:[^<>"]|"[^"]*")*'
_EDGE = re.compile(rf"<(/?)(blockquote|details|dl|ol|table|ul|li|a)(?=[ >])({_ATTRIBUTES})>")
_HREF = re.compile(r' href="([^"]*)"')


@dataclass
class Item:
    """An item of a list: where it stands in the HTML."""

    start: int
    begin: int
    """Where what is in it begins."""
    end: int = 0
    own_end: int = 0
    """Where a list or a quotation in it begins; else where it ends.

    What is quoted there may be read by some only: it is no part of the step.
    """
    href: tuple[int, int] = (0, 0)
    """Where the address of its first link begins and ends; so what the link says."""
    name: tuple[int, int] = (0, 0)
    address: str = ""


@dataclass
class List:
    """A list: where its own tags begin and end."""

    opening: tuple[int, int]
    closing: tuple[int, int] = (0, 0)
    items: list[Item] = field(default_factory=list)


def lists(html: str) -> list[List]:
    """Return the lists of a page that stand in nothing else, with their items."""
    reader = _Reader()
    for edge in _EDGE.finditer(html):
        reader.read(edge)
    return reader.lists


class _Reader:
    """Collects lists and their items from the tags of a page."""

    def __init__(self) -> None:
        self.lists: list[List] = []
        self.depth = self.quotations = 0
        self.list: List | None = None
        self.item: Item | None = None

    def read(self, edge: re.Match[str]) -> None:
        """Read a tag."""
        tag, ends = edge[2], bool(edge[1])
        if tag == "blockquote":
            self.quotations += -1 if ends else 1
        if tag == "a":
            self._link(edge, ends=ends)
        elif tag == "li":
            self._item(edge, ends=ends)
        elif ends:
            self.depth -= 1
            if self.depth == 0 and self.list:
                self.list.closing = edge.span()
                self.lists.append(self.list)
                self.list = None
        else:
            self._box(edge)
            self.depth += 1

    def _box(self, edge: re.Match[str]) -> None:
        if self.depth == 0 and edge[2] in ("ol", "ul"):
            self.list = List(edge.span())
        elif self.item and not self.item.own_end and edge[2] in ("ol", "ul", "blockquote"):
            self.item.own_end = edge.start()

    def _item(self, edge: re.Match[str], *, ends: bool) -> None:
        if self.depth != 1 or self.list is None:
            return
        if not ends:
            self.item = Item(edge.start(), edge.end())
        elif self.item:
            self.item.end = edge.start()
            self.item.own_end = self.item.own_end or edge.start()
            self.list.items.append(self.item)
            self.item = None

    def _link(self, edge: re.Match[str], *, ends: bool) -> None:
        item = self.item
        if item is None or self.quotations:
            return
        if ends and item.address and not item.name[1]:
            item.name = (item.name[0], edge.start())
        elif not item.address and (href := _HREF.search(edge[3])):
            start = edge.start(3)
            item.href = (start + href.start(1), start + href.end(1))
            item.name = (edge.end(), 0)
            item.address = unescape(href[1])
