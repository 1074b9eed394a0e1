"""Which attributes an element keeps or is given, in the one form that is stored."""

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
"""CSS's words for the alignment of a table's cell, and our classes."""

FX_CLASSES = frozenset(("fx-scroll", "fx-from", *ALIGNMENTS.values()))

_ALIGNED = re.compile(r"text-align\s*:\s*([a-z]+)")


def link_attributes(href: str) -> dict[str, str]:
    """Return the attributes of a link to *href*, which is permitted."""
    return {"href": href} | ({"rel": "nofollow noopener ugc"} if outside(href) else {})


def code_region() -> dict[str, str]:
    """Return the attributes of a block of code, which the keyboard must be able to scroll."""
    return {"tabindex": "0", "role": "region", "aria-label": labels.CODE}


def table_region() -> dict[str, str]:
    """Return the attributes of the box round a table."""
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
    """Return what else but its *name* a usual element keeps."""
    if name == "abbr":
        return titled(element)
    if name == "ol":
        return numbers(element, "start")
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
