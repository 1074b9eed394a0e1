"""Refuses requests that change something and were not sent from a page of this site.

The rule is that of Go's ``http.CrossOriginProtection``, stricter where neither header is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Request, request

from ..errors import CrossSite
from ..http import SAFE
from ..state import state

if TYPE_CHECKING:
    from flask import Response

LARGEST_ID = 2**31 - 1
"""Our keys have 32 bits."""
LONGEST_PATH = 2_000
"""The longest path of ours, in characters."""
LONGEST_HEADER = 4_000
"""The longest Referer that is read, in characters: parsing it normalises it."""
ONE_CLICK = "mail.stopped"
"""The endpoint that mail programs post to (RFC 8058). Its address contains a secret instead."""


def refuse_cross_site() -> None:
    """Raise ``CrossSite`` (403) if this request changes something and was sent from elsewhere."""
    if request.method in SAFE or request.endpoint == f"{state().config.name}.{ONE_CLICK}":
        return
    if not from_home(request, state().config.origins):
        raise CrossSite


def limit_framing(response: Response) -> Response:
    """Forbid other sites from framing our pages, unless the host has set a policy."""
    response.headers.setdefault("Content-Security-Policy", "frame-ancestors 'self'")
    return response


def has_valid_address() -> bool:
    """Whether the address is short enough, and has no NUL, which PostgreSQL refuses, or huge id."""
    if len(request.path) > LONGEST_PATH:
        return False
    named = (request.view_args or {}).values()
    asked = (*request.args.values(), *(value for value in named if isinstance(value, str)))
    ids = (value for value in named if isinstance(value, int))
    return all(id <= LARGEST_ID for id in ids) and not any("\0" in text for text in asked)


def from_home(sent: Request, origins: tuple[str, ...]) -> bool:
    """Whether *sent* was sent from a page of its own origin, or of one of *origins*."""
    origin = sent.headers.get("Origin") or _origin(sent.headers.get("Referer", ""))
    if origin in origins:
        return True
    site = sent.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return bool(origin) and origin == sent.host_url.rstrip("/")


def _origin(address: str) -> str:
    """Return the origin of *address*; "" if it has none, is too long, or is not an address."""
    if len(address) > LONGEST_HEADER:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
