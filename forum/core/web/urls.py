"""Addresses of the forum's pages. Nobody else writes an endpoint with the mount in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import current_app, has_request_context, request, url_for

from ..state import state

if TYPE_CHECKING:
    from collections.abc import Callable


def mount() -> str:
    """Return the name under which the forum is mounted in this app."""
    return state().config.name


def url(endpoint: str, **values: Any) -> str:
    """Return the address of *endpoint* ("threads.show").

    Outside a request it is absolute, below ``FORUM_URL`` where that is set.
    """
    name = f"{mount()}.{endpoint}"
    if has_request_context():
        return url_for(name, **values)
    config = state().config
    if config.url is None:
        return url_for(name, **values)
    adapter = current_app.url_map.bind("", script_name="/")
    path = adapter.build(name, values)
    return str(config.url.rstrip("/") + path.removeprefix(config.url_prefix.rstrip("/")))


def home() -> str:
    """Return the address below which all pages of the forum lie, without a closing slash."""
    return url("front.index").rstrip("/")


def root() -> str:
    """Return the path below which the whole site lies, as behind a proxy; mostly nothing.

    Outside a request that is what ``FORUM_URL`` has before the forum's own prefix.
    """
    if has_request_context():
        return request.root_path
    config = state().config
    return urlsplit(config.url or "").path.rstrip("/").removesuffix(config.url_prefix.rstrip("/"))


def below_root(path: str) -> str:
    """Return *path* without what the whole site lies below, which is another tomorrow."""
    rest = path.removeprefix(root())
    if rest == path or rest[:1] not in ("", "/", "?"):
        return path
    return rest if rest.startswith("/") else f"/{rest}"


def own_path(target: str | None) -> str | None:
    """Return *target* if it is a path of this very origin, as a browser would read it, else None.

    Browsers drop tabs and line ends, read a backslash as a slash, and take ``//host`` for another
    site: all of that is refused rather than repaired.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if any(ord(sign) <= 0x20 or sign in "\\\x7f" for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def here() -> str:
    """Return the path and query of this request as a browser has them, for coming back to it."""
    path = request.full_path.rstrip("?") if request.query_string else request.path
    return request.root_path + path


def of_host(make: Callable[..., str]) -> Callable[..., str]:
    """Return the host layout's ``url_for`` *make*, for which ``.index`` is never a page of ours."""

    def url_for(endpoint: str, **values: Any) -> str:
        plain = endpoint.removeprefix(".")
        return make(plain if plain in current_app.view_functions else endpoint, **values)

    return url_for


def without_mount(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
    """Answer a host layout's ``url_for(".index")`` on a page of ours as it would elsewhere.

    A relative endpoint is looked for in the blueprint of the request, which is ours: it is tried
    again as the host's own. Any other is raised as it was.
    """
    ours = f"{mount()}."
    if has_request_context() and endpoint.startswith(ours):
        plain = endpoint.removeprefix(ours).rpartition(".")[2]
        if plain in current_app.view_functions:
            return url_for(plain, **values)
    raise error
