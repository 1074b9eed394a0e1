"""Refuses requests that change something and do not come from a page of our own.

The rule is that of Go's ``http.CrossOriginProtection``, stricter where neither header is sent.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Request, request

from ..errors import Stranger
from ..http_methods import SAFE
from ..state import state

LARGEST = 2**31 - 1
"""The largest id: our keys are 32 bits wide."""
BY_ITS_LINK = "mail.stopped"
"""The endpoint whose address holds a secret, by which it can be posted to from anywhere."""


def guard() -> None:
    """Raise ``Stranger`` (403) where this request writes and was sent from elsewhere."""
    if request.method in SAFE or request.endpoint == f"{state().config.name}.{BY_ITS_LINK}":
        return
    if not from_home(request, state().config.origins):
        raise Stranger


def possible() -> bool:
    """Whether the address can name anything: no NUL, which PostgreSQL refuses, no id too large."""
    named = (request.view_args or {}).values()
    asked = (*request.args.values(), *(value for value in named if isinstance(value, str)))
    ids = (value for value in named if isinstance(value, int))
    return all(id <= LARGEST for id in ids) and not any("\0" in text for text in asked)


def from_home(sent: Request, origins: tuple[str, ...]) -> bool:
    """Whether *sent* comes from a page of its own origin, or from one of *origins*."""
    origin = sent.headers.get("Origin") or _origin(sent.headers.get("Referer", ""))
    if origin in origins:
        return True
    site = sent.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return bool(origin) and origin == sent.host_url.rstrip("/")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
