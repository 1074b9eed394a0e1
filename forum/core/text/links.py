"""Decides which links a text may contain."""

import re
from html import unescape

_REFERENCE = re.compile(r"&(?:#[xX][0-9a-fA-F]+;?|#[0-9]+;?|[A-Za-z][A-Za-z0-9]*;)")

# Control, space, zero-width, bidi and tag characters: a browser drops some, a reader sees none.
_UNSEEN = re.compile(
    "[\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\uffff\U000e0000-\U000e007f]"
)
_OUTSIDE = re.compile(r"https?://[^/?#\\@:]|mailto:[^/?#]", re.IGNORECASE)
_OURS = re.compile(
    r"forum:/[a-z]/(?!\.{1,2}(?:[?#]|$))[\w.-]{1,200}(?:\?[a-z]+=[\w.-]+)?(?:#(?:p[0-9]{1,9}|fx-s-[a-z0-9-]{1,80}))?",
    re.ASCII,
)
_PLACE = re.compile(r"#(?:p[0-9]{1,9}|fx-s-[a-z0-9-]{1,80})")
_HERE = re.compile(r"/(?![/\\])[^\\]*")
_LONGEST = 2_000


def decoded(value: str) -> str:
    """Return an attribute's *value* with its character references resolved."""
    return _REFERENCE.sub(lambda found: unescape(found.group()), value) if "&" in value else value


def permitted(href: str, *, paths: bool = False) -> str | None:
    """Return *href* as it may be stored, or None if it may not.

    Accepted are http, https and mailto addresses, our own ``forum:/p/17`` form, ``#p12``, and a
    section of a page, ``#fx-s-goals``; an address without a scheme (``//host/``) gets https. Unseen
    characters are removed first, so that no scheme hides behind one. Everything else is refused:
    other schemes, relative addresses, anything longer than 2,000 characters. With *paths*, those
    that begin with "/" are accepted.
    """
    if len(href) > _LONGEST:
        return None
    seen = _UNSEEN.sub("", href.strip().replace(" ", "%20"))
    if seen.startswith("//"):
        seen = "https:" + seen
    if _OURS.fullmatch(seen) or _PLACE.fullmatch(seen) or _OUTSIDE.match(seen):
        return seen
    return seen if paths and _HERE.fullmatch(seen) else None


def outside(href: str) -> bool:
    """Whether a permitted *href* leaves the forum."""
    return not href.startswith(("forum:/", "#"))


def file_name(href: str) -> str:
    """Return the last part of the path of a permitted *href*; "" without one.

    The standard library refuses some addresses that are permitted here (``https://[a/b.png``).
    """
    whole = re.split("[?#]", href, maxsplit=1)[0]
    _, _, path = whole.partition("//")[2].partition("/") if "//" in whole else ("", "", whole)
    return path.rpartition("/")[2]
