"""Which attributes an element keeps on its way through ``shape``, and what they become."""

import re
from xml.etree.ElementTree import Element

from .discourse import classes
from .links import decoded, outside

_ALIGNMENTS = frozenset(("fx-start", "fx-center", "fx-end"))
FX_CLASSES = _ALIGNMENTS | {"fx-from", "fx-scroll"}

_ALIGNED = re.compile(r"text-align\s*:\s*(left|center|right|start|end)")
_SIDES = {"left": "fx-start", "right": "fx-end"}


def link_attributes(href: str) -> dict[str, str]:
    """Return the attributes of a link to *href*, which is permitted."""
    return {"href": href} | ({"rel": "nofollow noopener ugc"} if outside(href) else {})


def titled(element: Element) -> dict[str, str]:
    """Return the title of *element*, in one line, if it has one."""
    title = " ".join(decoded(element.get("title", "")).split())
    return {"title": title} if title else {}


def numbers(element: Element, *names: str) -> dict[str, str]:
    """Return those attributes *names* of *element* that are whole numbers from 1 to 9999."""
    found = {name: element.get(name, "") for name in names}
    return {name: value for name, value in found.items() if re.fullmatch("[1-9][0-9]{0,3}", value)}


def kept(element: Element, name: str) -> dict[str, str]:
    """Return what else but its name *element* keeps."""
    if name == "abbr":
        return titled(element)
    if name == "ol":
        return numbers(element, "start")
    if name == "p" and "fx-from" in classes(element):
        return {"class": "fx-from"}
    if name in ("td", "th"):
        return numbers(element, "colspan", "rowspan") | _alignment(element)
    return {}


def _alignment(cell: Element) -> dict[str, str]:
    styled = _ALIGNED.search(cell.get("style", "").lower())
    side = styled.group(1) if styled else cell.get("align", "").lower()
    named = {_SIDES.get(side, f"fx-{side}"), *classes(cell)}
    known = sorted(named & _ALIGNMENTS)
    return {"class": known[0]} if known else {}
