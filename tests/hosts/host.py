"""The class of all hosts in these tests, and a browser that follows their links and forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from flask import Flask
from werkzeug.test import Client

from forum import Forum

OUTSIDE = "http://localhost"


@dataclass(kw_only=True)
class Host:
    """A site with a layout and people of its own, that mounts the forum."""

    app: Flask
    forum: Forum
    enter: Callable[[Browser, str], None]
    """Signs "ana", who administers, or "ben" in through the host's own pages."""
    mark: str
    """Stands in the host's layout, around every page of the forum."""
    set_up: Callable[[], None] = lambda: None
    """Makes the host's own tables and people."""
    prefix: str = "/forum"
    below: str = ""
    """The path below which a proxy serves the whole site."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What the proxy adds to every request."""
    elsewhere: str = ""
    """The other origin at which people sign in."""

    def at(self, path: str) -> str:
        """Return the address of a page of the forum, as a browser has it."""
        return f"{self.below}{self.prefix.rstrip('/')}{path}"


@dataclass
class Browser:
    """Somebody's browser at *host*: it follows links and sends the forms that stand in a page."""

    host: Host
    text: str = ""
    status: int = 0
    at: str = "/"
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.host.app.test_client()

    def get(self, address: str) -> Browser:
        """Go to *address*, and on to wherever it leads."""
        return self._open(address, "GET", {})

    def submit(self, address: str, **values: str) -> Browser:
        """Send the form of this page that goes to *address*, with *values* filled in."""
        form = next(form for form in self.forms() if urlsplit(form["action"]).path == address)
        assert values.keys() <= form["fields"].keys() | {"preview"}, form["fields"]
        return self._open(form["action"], "POST", {**form["fields"], **values})

    def forget(self) -> None:
        """Lose the session, as when it runs out."""
        for cookie in list(self.client._cookies.values()):  # type: ignore[union-attr]
            self.client.delete_cookie(cookie.key, path=cookie.path, domain=cookie.domain)

    def forms(self) -> list[dict[str, Any]]:
        """Return the forms of this page that are posted: where to, and what stands in them."""
        tree = html5lib.parse(self.text, namespaceHTMLElements=False)
        return [
            {"action": urljoin(self.at, form.get("action", "")), "fields": dict(_fields(form))}
            for form in tree.iter("form")
            if form.get("method", "get").lower() == "post"
        ]

    def _open(self, address: str, method: str, data: dict[str, str]) -> Browser:
        for _ in range(5):
            asked = urlsplit(address)
            below = self.host.below
            assert asked.path.startswith(below + "/"), f"{address} leads past the proxy"
            answer = self.client.open(
                asked.path.removeprefix(below) + (f"?{asked.query}" if asked.query else ""),
                method=method,
                data=data,
                headers=self._headers(method),
                buffered=True,
            )
            self.text, self.status, self.at = answer.text, answer.status_code, asked.path
            if not answer.location:
                return self
            ours = asked.path.startswith(self.host.at("/")) and self.host.prefix != "/"
            elsewhere = self.host.elsewhere
            if elsewhere and answer.location.startswith(elsewhere):
                self.at = answer.location
                return self
            assert not ours or answer.location.startswith("/"), f"absolute: {answer.location}"
            address, method, data = urljoin(self.at, answer.location), "GET", {}
        raise AssertionError(f"no end of redirects at {address}")

    def _headers(self, method: str) -> dict[str, str]:
        sent = {"Sec-Fetch-Site": "same-origin", "Origin": OUTSIDE} if method == "POST" else {}
        return {**self.host.headers, **sent}


def _fields(form: Any) -> list[tuple[str, str]]:
    found = []
    for node in form.iter():
        name, kind = node.get("name"), node.get("type", "")
        if not name or kind in {"submit", "checkbox"} or node.tag == "button":
            continue
        if node.tag == "textarea":
            found.append((name, node.text or ""))
        elif node.tag == "select":
            chosen = [o.get("value", "") for o in node.iter("option") if "selected" in o.attrib]
            found.append((name, (chosen or [""])[0]))
        elif kind != "radio" or "checked" in node.attrib or name not in dict(found):
            found.append((name, node.get("value", "")))
    return found
