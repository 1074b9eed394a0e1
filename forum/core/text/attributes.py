"""The attributes of stored elements: those that stay, and those that are added."""

import re
from xml.etree.ElementTree import Element  # nosec B405

from . import labels
from .discourse import classes
from .links import decoded, outside

ALIGNMENTS = {
    "left": "fx-start",
    "start": "fx-start",
    "center": "fx-center",
    "right": "fx-end",
    "end": "fx-end",
}
"""The values of ``text-align`` for a table cell, and our classes."""

FX_CLASSES = frozenset(("fx-scroll", "fx-from", *ALIGNMENTS.values()))

_COUNTS = ("A", "I", "a", "i")
"""How a list counts, if not with numbers."""
_ALIGNED = re.compile(r"text-align\s*:\s*([a-z]+)")


def link_attributes(href: str) -> dict[str, str]:
    """Return the attributes of a link to *href*, which must be permitted."""
    return {"href": href} | ({"rel": "nofollow noopener ugc"} if outside(href) else {})


def code_region() -> dict[str, str]:
    """Return the attributes of a code block. It can be focused, to scroll it by keyboard."""
    return {"tabindex": "0", "role": "region", "aria-label": labels.CODE}


def table_region() -> dict[str, str]:
    """Return the attributes of the box around a table."""
    return {"class": "fx-scroll", "tabindex": "0", "role": "region", "aria-label": labels.TABLE}


def titled(element: Element) -> dict[str, str]:
    """Return the title of *element*, in one line, if it has one."""
    title = " ".join(decoded(element.get("title", "")).split())
    return {"title": title} if title else {}


def numbers(element: Element, *names: str) -> dict[str, str]:
    """Return those attributes *names* of *element* that are whole numbers from 1 to 9999."""
    found = {name: element.get(name, "") for name in names}
    return {name: value for name, value in found.items() if re.fullmatch("[1-9][0-9]{0,3}", value)}


def kept(element: Element, name: str) -> dict[str, str]:
    """Return the attributes that an element called *name* keeps."""
    if name == "abbr":
        return titled(element)
    if name == "ol":
        letters = {"type": kind} if (kind := element.get("type", "")) in _COUNTS else {}
        backwards = {"reversed": ""} if element.get("reversed") is not None else {}
        return numbers(element, "start") | letters | backwards
    if name == "li":
        return numbers(element, "value")
    if name == "p" and "fx-from" in classes(element):
        return {"class": "fx-from"}
    if name in ("td", "th"):
        return _alignment(element) | numbers(element, "colspan", "rowspan")
    return {}


def _alignment(cell: Element) -> dict[str, str]:
    named = next((name for name in classes(cell) if name in ALIGNMENTS.values()), "")
    styled = _ALIGNED.search(cell.get("style", "").lower())
    side = styled.group(1) if styled else cell.get("align", "").lower()
    found = named or ALIGNMENTS.get(side, "")
    return {"class": found} if found else {}
