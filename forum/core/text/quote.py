"""Quotes a post, or a part of it, in Markdown: the quotation shows what the post shows."""

from __future__ import annotations

import re

from .characters import printable
from .fold import unfolded
from .markdown import defines
from .render import render
from .to_markdown import fenced, to_markdown
from .tree import Node, cut, is_credit, tree

# What may mean something else a column further right, or by what a text defines.
_LEANING = re.compile(r"\t|\]:|^[ >*+\-\d.)]{12}", re.MULTILINE)
_SHORT = 4_000
_POST = re.compile(r"forum:/p/(\d{1,18})")


def quoted(source: str, *, html: str, format: str, post_id: int) -> str:
    """Return a whole post as a Markdown quotation whose first line is a reference to it.

    It is taken from the *source*, if that is Markdown that shows the same in a quotation; else from
    *html*, which must be as it is stored. A text that nests too deep for either is
    quoted as it was written. Ends with an empty line, ready to be written under.
    """
    text, html = printable(source), unfolded(html)
    if format == "markdown":
        if _stands_alone(text):
            return _quotation(text, post_id)
        inside = None if defines(text) else _inside(text)
        if inside is not None and (inside == html or inside == unfolded(render(text))):
            return _quotation(text, post_id)
    text = to_markdown(tree(html))
    return _quotation(text if _inside(text) is not None else fenced(source), post_id)


def quoted_part(html: str, shown: str, *, start: int, end: int, post_id: int) -> str:
    """Return a part of a post as a quotation: its text from *start* to *end*, in characters.

    They count in *shown*, the post's *html* with the names and words that its reader sees. A part
    of what somebody else said in it is credited to them. Empty if there is no text in the part.
    """
    seen = tree(shown)
    pairs = list(zip(_credits(seen), _credits(tree(html)), strict=True))
    part = cut(seen, start, end)
    for credit, stored in pairs:
        credit.children = stored.children
    while (inner := _only_quotation(part)) is not None:
        part, post_id = inner
    text = to_markdown(part)
    return _quotation(text, post_id) if text.strip() else ""


def _quotation(text: str, post_id: int) -> str:
    lines = [f"forum:/p/{post_id}", "", *text.strip("\n").split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _stands_alone(source: str) -> bool:
    """Whether *source* is short, and no line of it means something else in a quotation."""
    return len(source) <= _SHORT and not _LEANING.search(source)


def _inside(source: str) -> str | None:
    """Return what *source* shows in a quotation; None if it nests too deep for one more."""
    begins, _, shown = unfolded(render(_quotation(source, 1))).partition("</p>\n")
    return shown.removesuffix("</blockquote>\n") if begins.startswith("<blockquote>") else None


def _credits(node: Node) -> list[Node]:
    """Return the credits in *node*, in the order of the text."""
    return [
        found
        for child in node.nodes
        for found in ([child] if is_credit(child) else _credits(child))
    ]


def _only_quotation(node: Node) -> tuple[Node, int] | None:
    """Return the quotation in *node*, and the post it is from, if there is nothing else."""
    said = [child for child in node.children if not isinstance(child, str) or child.strip()]
    if len(said) != 1 or not isinstance(said[0], Node) or said[0].tag != "blockquote":
        return None
    quotation = said[0]
    credit = next(iter(quotation.nodes), Node())
    href = credit.nodes[0].attributes.get("href", "") if credit.nodes else ""
    found = _POST.fullmatch(href) if is_credit(credit) else None
    if found is None:
        return None
    words = [child for child in quotation.children if child is not credit]
    return Node("", {}, words), int(found[1])
