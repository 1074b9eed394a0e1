"""Knows of simple HTML, without parsing it, that reading and writing it again changes nothing.

``sanitise`` reads its own result again, to be sure that a browser sees the tree that it saw. Nearly
all posts are paragraphs, lists, quotations, code and links, closed in the order in which they were
opened: what is written of such a tree is read as that tree. Here that is checked tag by tag; of
anything else this module says that it does not know.
"""

import re

from .attributes import code_region, link_attributes
from .characters import escaped, printable
from .highlight import CLASSES
from .links import decoded, permitted

_DEEPEST = 20
"""Elements in each other; html5lib, bleach and browsers have their limits far above."""

_PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"]|\"[^<>\"]*\")*)>|([^<>\"]+)")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot);)")
_INLINE = frozenset(("b", "code", "del", "em", "i", "kbd", "mark", "s", "strong", "sub", "sup"))
_MIXED = frozenset(("", "blockquote", "li"))
"""What holds blocks as well as running text; "" is the text as a whole."""
_LISTS = frozenset(("ol", "ul"))
_LEAVES = frozenset(("p", "h4", "h5", "h6"))
_VOID = frozenset(("br", "hr"))
_START = re.compile(r' start="[1-9][0-9]{0,3}"')
_LINK = re.compile(r' href="([^"]*)"(?: rel="nofollow noopener ugc")?')
_FROM = ' class="fx-from"'
_COLOURS = frozenset(f' class="{name}"' for name in CLASSES)
_PRE = "".join(f' {name}="{value}"' for name, value in code_region().items())


def reads_back(html: str, *, paths: bool) -> bool:
    """Whether ``sanitise._once(html, paths=paths)`` is *html*. False if that is not known."""
    if _REFERENCE.search(html) or printable(html) != html:
        return False
    opened, at, filled = [""], 0, True
    for piece in _PIECE.finditer(html):
        if piece.start() != at:
            return False
        at = piece.end()
        ends, tag, attributes, text = piece.groups()
        if text is not None:
            if not _may_hold_text(opened[-1], text, first=not filled):
                return False
            filled = filled or not text.isspace()
        elif ends:
            if attributes or opened.pop() != tag or not (filled or tag == "li"):
                return False
            filled = True
        elif not _may_begin(tag, attributes, opened, paths=paths):
            return False
        elif tag in _VOID:
            filled = True
        else:
            opened.append(tag)
            filled = False
    return at == len(html) and opened == [""]


def _may_hold_text(parent: str, text: str, *, first: bool) -> bool:
    """Whether *text* stays as it is in *parent*: the parser drops a line feed that begins code."""
    if parent == "pre":
        return not (first and text.startswith("\n"))
    return parent not in _LISTS or text.isspace()


def _may_begin(tag: str, attributes: str, opened: list[str], *, paths: bool) -> bool:
    """Whether *tag* may stand in what is *opened*, and has just what we write of it."""
    parent = opened[-1]
    if len(opened) > _DEEPEST or parent in _LISTS:
        return tag == "li" and not attributes and len(opened) <= _DEEPEST
    if "pre" in opened:
        return _may_begin_in_code(tag, attributes)
    if tag in _INLINE:
        return not attributes
    if tag == "br":
        return not attributes
    if tag == "a":
        return "a" not in opened and _is_ours(attributes, paths=paths)
    if parent not in _MIXED:
        return False
    if tag == "pre":
        return attributes == _PRE
    if tag == "p":
        return not attributes or attributes == _FROM
    if tag == "ol":
        return not attributes or _START.fullmatch(attributes) is not None
    return not attributes and (tag in _LEAVES or tag in ("blockquote", "hr", "ul"))


def _may_begin_in_code(tag: str, attributes: str) -> bool:
    return (tag == "code" and not attributes) or (tag == "span" and attributes in _COLOURS)


def _is_ours(attributes: str, *, paths: bool) -> bool:
    """Whether *attributes* are those that we give to a link that may be stored."""
    found = _LINK.fullmatch(attributes)
    href = permitted(decoded(found[1]), paths=paths) if found else None
    if href is None:
        return False
    return attributes == "".join(
        f' {name}="{escaped(value)}"' for name, value in link_attributes(href).items()
    )
