"""Writes stored HTML as Markdown that says the same, or as text for a mail.

For what has no source that could be taken: an imported post, a part of a post, a text that leans on
what it defines elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .tree import Node, is_credit, is_fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(("blockquote", "dd", "details", "div", "dl", "dt", "hr", "li", "ol", "p"))
_BLOCKS |= _HEADINGS | {"pre", "summary", "table", "ul"}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "del": "~~"}
_MEANT = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#|[A-Za-z])")
_NUMBER = re.compile(r"(\d{1,9})(?=[.)](?:\s|$))|(forum)(?=:/p/\d+:?$)")
_BEGINS = re.compile(r"#{1,6}(?:\s|$)|>|[-+](?:\s|$)|[=|:-][\s=|:-]*$")
_POST = re.compile(r"forum:/p/\d+")
_TICKS = re.compile("`+")


def to_markdown(node: Node, *, top: int = 4) -> str:
    """Return the Markdown of *node*, in which no sign means more than it meant in *node*.

    *top* is the level of the headings that are written as "#": in a stored text it is 4.
    """
    return "\n".join(_Writer(escape=True, top=top).blocks(node))


def to_text(node: Node) -> str:
    """Return *node* as people write mail: lists and quotations are marked, nothing is escaped."""
    return "\n".join(_Writer(escape=False).blocks(node))


def fenced(code: str) -> str:
    """Return *code* as a block of code in Markdown, whatever it contains."""
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}\n{code}\n{fence}"


def _longest_run(code: str) -> int:
    return max((len(run) for run in _TICKS.findall(code)), default=0)


class _Writer:
    def __init__(self, *, escape: bool, top: int = 4) -> None:
        self.escape, self.top = escape, top

    def blocks(self, node: Node, *, tight: bool = False) -> list[str]:
        """Return the lines of the blocks in *node*, parted by empty lines unless *tight*."""
        lines: list[str] = []
        before = ""
        for part in _parts(node):
            written = self._block(part, other=before == part.tag)
            if written:
                lines += [""] if lines and not (tight and _interrupts(part)) else []
                lines += written
                before = part.tag
        return lines

    def _block(self, node: Node, *, other: bool) -> list[str]:
        """Return the lines of one block; a list has the *other* mark after a list of its kind."""
        if node.tag in ("ul", "ol"):
            return self._list(node, other=other)
        if node.tag == "blockquote":
            return [f"> {line}".rstrip() for line in self.blocks(node)] if _says(node) else []
        if node.tag == "pre":
            return self._code(node.text.removesuffix("\n"))
        if node.tag == "table":
            return self._table(node)
        if node.tag == "hr":
            return ["***"]
        if is_fold(node):
            return self.blocks(Node("", {}, [one for one in node.nodes if one.tag != "summary"]))
        if is_credit(node):
            return self._credit(node)
        if any(child.tag in _BLOCKS for child in node.nodes):
            return self.blocks(node)
        lines = self._lines(self._inline(node))
        if node.tag in _HEADINGS and self.escape and lines:
            marks = "#" * (int(node.tag[1]) - self.top + 1)
            return [f"{marks} " + re.sub(r"#$", r"\\#", " ".join(lines))]
        return lines

    def _credit(self, node: Node) -> list[str]:
        href = node.nodes[0].attributes.get("href", "") if node.nodes else ""
        if self.escape and _POST.fullmatch(href):
            return [href]
        return self._lines(self._inline(node))

    def _list(self, node: Node, *, other: bool) -> list[str]:
        items = [child for child in node.nodes if child.tag == "li"]
        tight = not any(child.tag == "p" for item in items for child in item.nodes)
        first = int(node.attributes.get("start", "1"))
        lines: list[str] = []
        for number, item in enumerate(items, first):
            bullet = "*" if other else "-"
            mark = f"{bullet} " if node.tag == "ul" else f"{number}{')' if other else '.'} "
            written = self.blocks(item, tight=tight) or [""]
            lines += [""] if lines and not tight else []
            lines.append((mark + written[0]).rstrip())
            lines += [(" " * len(mark) + line).rstrip() for line in written[1:]]
        return lines

    def _code(self, code: str) -> list[str]:
        if self.escape:
            return fenced(code).split("\n")
        return [f"    {line}".rstrip() for line in code.split("\n")]

    def _table(self, node: Node) -> list[str]:
        rows = [
            [self._cell(cell) for cell in row.nodes if cell.tag in ("td", "th")]
            for row in _rows(node)
        ]
        width = max((len(row) for row in rows), default=0)
        if not self.escape or not width:
            return [" | ".join(row) for row in rows]
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        return [lines[0], "|" + " --- |" * width, *lines[1:]]

    def _cell(self, cell: Node) -> str:
        text = " ".join(" ".join(self.blocks(cell, tight=True)).split())
        return text.replace("|", "\\|") if self.escape else text

    def _lines(self, text: str) -> list[str]:
        """Return the lines of a paragraph, none of which begins another kind of block."""
        lines = [line for line in (line.strip() for line in text.split("\n")) if line]
        if not self.escape:
            return lines
        lines = [
            _NUMBER.sub(r"\g<0>\\", line, count=1) if _NUMBER.match(line) else line
            for line in lines
        ]
        return ["\\" + line if _BEGINS.match(line) else line for line in lines]

    def _inline(self, node: Node) -> str:
        written = ""
        for n, child in enumerate(node.children):
            if isinstance(child, str):
                written += self._words(child)
                continue
            following = node.children[n + 1 : n + 2]
            after = following[0] if following and isinstance(following[0], str) else ""
            written = self._element(written, child, after[:1])
        return written

    def _words(self, text: str) -> str:
        folded = re.sub(r"\s+", " ", text)
        return _MEANT.sub(r"\\\g<0>", folded) if self.escape else folded

    def _element(self, written: str, node: Node, after: str) -> str:
        """Return *written* with an inline element, before the character *after*."""
        if node.tag == "br":
            return written + "\n"
        if node.tag == "img":
            alt = node.attributes.get("alt", "")
            return written + (
                f"![{self._words(alt)}](<{node.attributes.get('src', '')}>)" if self.escape else alt
            )
        if node.tag == "code":
            return written + (_ticked(node.text) if self.escape else node.text)
        if node.tag == "a":
            return self._link(written, node)
        inner = self._inline(node)
        mark = _MARKS.get(node.tag, "") if self.escape else ""
        body = inner.strip()
        if not body or not mark or not _may_mark(written, body, after):
            return written + inner
        start, _, end = inner.partition(body)
        return written + start + mark + body + mark + end

    def _link(self, written: str, node: Node) -> str:
        href, words = node.attributes.get("href", ""), self._inline(node)
        if not self.escape:
            leads = href.startswith(("http", "mailto:")) and href not in (
                node.text,
                f"mailto:{node.text}",
            )
            return f"{written}{words} <{href}>" if leads else written + words
        if href.startswith("forum:/m/") and node.text.startswith("@"):
            return written + words
        if href == node.text and href.startswith("http"):
            return f"{written}<{href}>"
        if href == f"mailto:{node.text}":
            return f"{written}<{node.text}>"
        written = written[:-1] + "\\!" if written.endswith("!") else written
        return f"{written}[{words}](<{href}>)"


def _parts(node: Node) -> Iterator[Node]:
    """Yield the blocks in *node*; running text between them is a paragraph."""
    run: list[Node | str] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag in _BLOCKS:
            if run:
                yield Node("", {}, run)
                run = []
            yield child
        else:
            run.append(child)
    if run:
        yield Node("", {}, run)


def _interrupts(node: Node) -> bool:
    """Whether *node* needs no empty line before it to be more than the end of a paragraph."""
    return node.tag == "ul" or (node.tag == "ol" and node.attributes.get("start", "1") == "1")


def _rows(node: Node) -> Iterable[Node]:
    for child in node.nodes:
        yield from [child] if child.tag == "tr" else _rows(child)


def _says(quotation: Node) -> bool:
    """Whether *quotation* holds more than the line that says whose words they are."""
    return any(
        child.strip() if isinstance(child, str) else child.text.strip() or child.tag == "hr"
        for child in quotation.children
        if isinstance(child, str) or not is_credit(child)
    )


def _ticked(code: str) -> str:
    ticks = "`" * (_longest_run(code) + 1)
    space = " " if code.startswith(("`", " ")) or code.endswith(("`", " ")) else ""
    return f"{ticks}{space}{code}{space}{ticks}"


def _may_mark(before: str, body: str, after: str) -> bool:
    """Whether marks round *body* would be read as marks."""
    if before.endswith(("*", "~", "\\")):
        return False
    opens = body[0].isalnum() or not before[-1:].isalnum()
    return opens and (body[-1].isalnum() or not after.isalnum())
