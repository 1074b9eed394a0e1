"""The only module that declares HTML as safe to print, because we made or sanitised it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

_IDS = re.compile(r'( (?:id|for|aria-labelledby|aria-describedby)=")([^"]*)"')
RENDER_VERSION = 3
"""Raise it with every change that affects stored HTML.

``flask forum doctor --repair`` then renders the posts and artefacts of older versions again.
"""
TURNED = frozenset({"reply", "next", "prev"})
"""Icons with a direction: they are mirrored on pages that read from right to left."""


def trusted(html: str) -> Markup:
    """Return *html* as safe to print. This package must have sanitised or escaped it."""
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


def json_value(value: object) -> Markup:
    """Return *value* as JSON, for an attribute in single quotes: double ones stay as they are."""
    return htmlsafe_json_dumps(value, ensure_ascii=False, separators=(",", ":"))


def moment(*, iso: str, full: str, short: str, moving: bool) -> Markup:
    """Return a ``<time>`` element with the text *short*, *full* on hover, and *iso* for machines.

    *moving* says that *short* is relative to now, so that the browser updates it.
    """
    mark = Markup(" data-fx-ago") if moving else ""
    element = Markup('<time datetime="{}" title="{}"{}>{}</time>')
    return element.format(iso, full, mark, short)


def present_second(second: int) -> Markup:
    """Return the element that tells the browser the present time, in seconds since 1970 (UTC)."""
    return Markup('<meta name="fx-now" content="{}">').format(second)


def hidden_word(word: str) -> Markup:
    """Return *word* for screen readers only, next to an icon that says the same."""
    return Markup('<span class="fx-hide">{}</span>').format(word)


def apart(html: str, mark: str) -> Markup:
    """Return our own *html* with *mark* before every id, and before every reference to one.

    This lets a page have several such parts. Replacing is safe: quotation marks in texts and values
    are escaped, and ``text.sanitise`` removes ids from posts.
    """

    def marked(found: re.Match[str]) -> str:
        return f'{found[1]}{" ".join(mark + id for id in found[2].split())}"'

    return trusted(_IDS.sub(marked, html))


def attribute(name: str, value: str) -> Markup:
    """Return an attribute with the blank before it."""
    return Markup(' {}="{}"').format(name, value)


def hidden(name: str, value: str) -> Markup:
    """Return a hidden form field."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, value)
