"""Addresses of the forum's pages. No other module knows the name of the mounted blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from flask import current_app, has_request_context, redirect, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from ..state import request_state, state
from .flash_code import sign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Response


LONGEST = 4_000
"""The longest address that a form may lead to, in characters. Parsing it normalises it."""


def mount() -> str:
    """Return the name of the forum's blueprint in this app."""
    return state().config.name


def url(endpoint: str, **values: str | int | None) -> str:
    """Return the address of *endpoint* ("threads.show").

    Outside a request it is absolute, and begins with ``FORUM_URL`` if that is set. A code given as
    ``said`` is signed, so that the page shows its message to the viewer: see flash_code.py.
    """
    name = f"{mount()}.{endpoint}"
    if "said" in values:
        values = {**values, **_signed(name, values)}
    if has_request_context():
        return _url_for(name, values)
    config = state().config
    if config.url is None:
        return _url_for(name, values)
    adapter = current_app.url_map.bind("", script_name="/")
    path = adapter.build(name, values)
    return str(config.url.rstrip("/") + path.removeprefix(config.url_prefix.rstrip("/")))


def _signed(name: str, values: Mapping[str, str | int | None]) -> dict[str, str]:
    """Return the value of ``?said=`` in the address of *name*."""
    element_id = values.get("_anchor")
    return {"said": sign(str(values["said"]), _url_for(name, values), str(element_id or ""))}


def _url_for(name: str, values: Mapping[str, Any]) -> str:
    # Any: among the values may be keywords of Flask's own, like _anchor
    return url_for(name, **values)


def home() -> str:
    """Return the address of the forum's start page, without a trailing slash."""
    if not has_request_context():
        return url("front.index").rstrip("/")
    known = request_state()
    if known.home is None:
        known.home = url("front.index").rstrip("/")
    return known.home


def root() -> str:
    """Return the path under which the whole site is served, as behind a proxy; usually "".

    Outside a request it is the part of ``FORUM_URL`` before the forum's own prefix.
    """
    if has_request_context():
        return request.root_path
    config = state().config
    return urlsplit(config.url or "").path.rstrip("/").removesuffix(config.url_prefix.rstrip("/"))


def below_root(path: str) -> str:
    """Return *path* without ``root()``, for storing it: the root may change."""
    rest = path.removeprefix(root())
    if rest == path or rest[:1] not in ("", "/", "?"):
        return path
    return rest if rest.startswith("/") else f"/{rest}"


def own_path(target: str | None) -> str | None:
    """Return *target* if browsers would read it as a path on this site, else None.

    Browsers drop tabs and line ends, and read a backslash as a slash and ``//host`` as another
    site. Such targets are refused, not repaired.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if len(target) > LONGEST:
        return None
    if any(ord(sign) <= 0x20 or sign in "\\\x7f" for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def here() -> str:
    """Return the path and query of this request as the browser sees them, to come back to it."""
    asked = request.query_string
    path = request.full_path.rstrip("?") if 0 < len(asked) <= LONGEST else request.path
    return request.root_path + (path if len(path) <= 2 * LONGEST else "/")


def is_ours(path: str) -> bool:
    """Whether *path*, as the browser has it, is an address of the forum's.

    If the forum is mounted at the root, so are all addresses that no page of the host's has.
    """
    prefix = state().config.url_prefix.rstrip("/")
    inside = path.removeprefix(request.root_path)
    if prefix:
        return inside == prefix or inside.startswith(f"{prefix}/")
    try:
        endpoint, _ = current_app.url_map.bind_to_environ(request.environ).match(inside, "GET")
    except HTTPException:
        return False
    return str(endpoint).startswith(f"{mount()}.")


def without_host(response: Response) -> Response:
    """Take the host out of a redirect to an address of ours that the router made by itself.

    It takes the host from the request, so a forged ``Host`` could lead to another site.
    """
    if isinstance(request.routing_exception, RequestRedirect) and response.location:
        parts = urlsplit(response.location)
        if is_ours(parts.path):
            where = own_path(urlunsplit(("", "", parts.path, parts.query, ""))) or home()
            response.location = where
            response.set_data(redirect(where).get_data())  # its page has the address as well
    return response


def of_host(make: Callable[..., str]) -> Callable[..., str]:
    """Return the host layout's ``url_for``, *make*, with ``.index`` meaning the host's page."""

    def url_for(endpoint: str, **values: object) -> str:
        plain = endpoint.removeprefix(".")
        return make(plain if plain in current_app.view_functions else endpoint, **values)

    return url_for


def without_mount(error: Exception, endpoint: str, values: Mapping[str, object]) -> str:
    """Return what a host layout's ``url_for(".index")`` means on the host's own pages.

    Flask looks for a relative endpoint in the blueprint of the request, which is ours, and fails.
    The endpoint is therefore tried again without our blueprint. For all others, *error* is raised.
    """
    ours = f"{mount()}."
    if has_request_context() and endpoint.startswith(ours):
        plain = endpoint.removeprefix(ours).rpartition(".")[2]
        if plain in current_app.view_functions:
            return _url_for(plain, values)
    raise error
