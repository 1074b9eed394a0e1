"""Stored HTML as a tree, and a part of it cut out by where its text begins and ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from . import labels

VOID = frozenset(("br", "hr", "img"))


@dataclass
class Node:
    """An element, or the root, whose tag is empty."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All its text, as a browser counts it."""
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    @property
    def nodes(self) -> list[Node]:
        """The elements among its children."""
        return [one for one in self.children if isinstance(one, Node)]


def tree(html: str) -> Node:
    """Return *html*, as ``sanitise.clean`` leaves it, as a tree."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.open[0]


def cut(node: Node, start: int, end: int) -> Node:
    """Return *node* with its text from *start* to *end*, in characters, and what that stands in."""
    kept, at = Node(node.tag, node.attributes), 0
    for child in node.children:
        length = len(child if isinstance(child, str) else child.text)
        first, last = max(start - at, 0), min(end - at, length)
        if isinstance(child, str):
            kept.children += [child[first:last]] if first < last else []
        elif first < last or is_credit(child):
            kept.children.append(child if is_credit(child) else cut(child, first, last))
        at += length
    return kept


def is_credit(node: Node) -> bool:
    """Whether *node* is the line of a quotation that says whose words they are."""
    return node.attributes.get("class") == "fx-from"


def is_fold(node: Node) -> bool:
    """Whether *node* is a fold, whose summary says how long it is and is nobody's text."""
    return node.attributes.get("class") == labels.FOLD


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)
