"""Prints the pictures that members have put up: in the size that fits, and large at a press."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from ..reading.widths import printed_of, widths_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN = re.compile(r"forum:/f/[0-9a-f]{32}\?size=[1-9]\d{0,4}x[1-9]\d{0,4}")
_PICTURE = re.compile(
    r'(?P<link><a [^>]*>)?<img src="forum:/f/(?P<key>[0-9a-f]{32})\?size='
    r'(?P<width>[1-9]\d{0,4})x(?P<height>[1-9]\d{0,4})" alt="(?P<alt>[^"]*)">'
)


def is_own(source: str) -> bool:
    """Whether *source* is the address of a picture of ours, as a text names it: with its size."""
    return _OWN.fullmatch(source) is not None


_PRINTED = re.compile(
    r'<img src="[^"]*/f/(?P<key>[0-9a-f]{32})(?:/\d+)?" '
    r'srcset="[^"]*" sizes="[^"]*"(?P<rest>[^>]*)>'
)


def printed_in(html: str) -> list[str]:
    """Return the keys of the pictures in what ``with_pictures`` has printed, each once."""
    return list(dict.fromkeys(found["key"] for found in _PRINTED.finditer(html)))


def with_bytes(html: str, addresses: Mapping[str, str]) -> str:
    """Return printed *html* with the pictures of *addresses* ("data:..."), by their keys.

    Of any other only what it shows is said, in words: the file asks for nothing on the network.
    """

    def picture(found: re.Match[str]) -> str:
        if found["key"] in addresses:
            return f'<img src="{addresses[found["key"]]}"{found["rest"]}>'
        alt = re.search(r' alt="([^"]*)"', found["rest"])
        return alt[1] if alt else ""

    return _PRINTED.sub(picture, html)


def with_pictures(html: str, *, prefix: str, label: str, close: str) -> str:
    """Return stored *html* with its pictures under *prefix*, as a page prints them.

    Each is a link to itself in full, called *label*, unless it stands in a link; *close* is what
    the button is called that closes it again. None is printed larger than it is.
    """
    if "forum:/f/" not in html:
        return html
    home = escape(prefix.rstrip("/"))

    def picture(found: re.Match[str]) -> str:
        base, width = f"{home}/f/{found['key']}", int(found["width"])
        widths = widths_of(width, int(found["height"]))
        sources = "".join(f"{base}/{one} {one}w, " for one in widths) + f"{base} {width}w"
        small = f"{base}/{printed_of(widths) or ''}".rstrip("/")
        image = (
            f'<img src="{small}" srcset="{sources}" sizes="min(90vw, 42em, {width}px)" '
            f'width="{width}" height="{found["height"]}" loading="lazy" alt="{found["alt"]}">'
        )
        if found["link"]:
            return found["link"] + image
        return (
            f'<a class="fx-picture" href="{base}/about" title="{escape(label)}" '
            f'data-fx-close="{escape(close)}">{image}</a>'
        )

    return _PICTURE.sub(picture, html)
