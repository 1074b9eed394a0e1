"""The one place that declares HTML of our own making as safe to print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

_IDS = re.compile(r'( (?:id|for|aria-labelledby|aria-describedby)=")([^"]*)"')
RENDER_VERSION = 1
"""Raised with every change that makes stored HTML differ; ``doctor`` renders older posts anew."""
TURNED = frozenset({"reply", "next", "prev"})
"""Icons with a direction, mirrored where the page reads from right to left."""


def trusted(html: str) -> Markup:
    """Return *html*, which this package has sanitised or escaped itself, as printable."""
    return Markup(html)  # nosec B704


def icons(address: str, sheet: str) -> Mapping[str, Markup]:
    """Return an ``svg`` that uses each symbol of the icon *sheet* found at *address*."""
    drawing = Markup(
        '<svg class="fx-icon{turn}" aria-hidden="true"><use href="{address}#{name}"/></svg>'
    )
    return {
        name: drawing.format(address=address, name=name, turn=" fx-turn" if name in TURNED else "")
        for name in re.findall(r'<symbol id="([a-z-]+)"', sheet)
    }


def moment(*, iso: str, full: str, short: str, moving: bool) -> Markup:
    """Return a ``time`` element that reads *short*: *full* on hover, *iso* for machines.

    *moving* where *short* counts from now, so that the browser may count on.
    """
    mark = Markup(" data-fx-ago") if moving else ""
    element = Markup('<time datetime="{}" title="{}"{}>{}</time>')
    return element.format(iso, full, mark, short)


def hidden_word(word: str) -> Markup:
    """Return *word* for those who hear the page, not for those who see the icon beside it."""
    return Markup('<span class="fx-hide">{}</span>').format(word)


def apart(html: str, mark: str) -> Markup:
    """Return *html* of our own making with *mark* before every id, and before what points to one.

    Several pieces can stand on one page then. Replacing is safe: in text and in values a quotation
    mark is escaped, and what members write holds no ids (text.sanitise).
    """

    def marked(found: re.Match[str]) -> str:
        return f'{found[1]}{" ".join(mark + id for id in found[2].split())}"'

    return trusted(_IDS.sub(marked, html))


def hidden(name: str, value: str) -> Markup:
    """Return a hidden form field."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
