"""A host with pages that carry discussions, and people who come by."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from flask import Flask, render_template_string
from sqlalchemy import select

from forum.core.database.session import session
from forum.threads.models import Thread

from ..support.world import User, World

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1>
%s
</main></body></html>"""
POLICY = (
    '{{ forum.discuss("policy:%d" % n, title=titles.get(n, "Policy %d" % n),'
    ' url=urls.get(n) or url_for("policy", n=n)) }}'
)
CASE = (
    '{{ forum.discuss("case:%d" % n, title="Case %d" % n, url=url_for("case", n=n),'
    " audience=audience) }}"
)
TEAM = "team:7"


@dataclass
class Host:
    """The host's own facts, which a test may change."""

    world: World
    titles: dict[int, str] = field(default_factory=dict)
    urls: dict[int, str] = field(default_factory=dict)
    audience: Any = TEAM

    def add_pages(self, app: Flask) -> None:
        """Give *app* pages of its own."""

        @app.get("/policy/<int:n>")
        def policy(n: int) -> str:
            return self.show(POLICY, n=n)

        @app.get("/policies")
        def policies() -> str:
            return self.show("{% for n in (1, 2, 3) %}" + POLICY + "{% endfor %}")

        @app.get("/case/<int:n>")
        def case(n: int) -> str:
            return self.show(CASE, n=n)

        @app.get("/any")
        def anything() -> str:
            return self.show(self.source)

    source = ""
    """What stands on the page /any."""

    def show(self, source: str, **more: Any) -> str:
        """Return a page of the host with *source* in it."""
        return render_template_string(
            PAGE % source,
            title="A page",
            titles=self.titles,
            urls=self.urls,
            audience=self.audience,
            **more,
        )

    def write(self, user: User, where: str, text: str = "I think so.", nth: int = 0) -> Any:
        """Send the *nth* form on the page *where* as *user*; return the answer."""
        browser = self.world.client(user)
        address, fields = self.filled(browser.get(where).text, text, nth)
        return browser.post(address, data=fields)

    def filled(self, page: str, text: str, nth: int = 0) -> tuple[str, dict[str, str]]:
        """Return address and fields of the *nth* form of *page*, with *text* in it."""
        form = [f for f in re.findall(r"<form.*?</form>", page, re.S) if "about" in f][nth]
        hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
        address = re.search(r'action="([^"]+)"', form)
        assert address
        fields = {name: unescape(value) for name, value in hidden}
        return unescape(address[1]), {**fields, "text": text}


def thread_of(host: Host, key: str) -> Any:
    """Return the thread about the page *key*, detached from the session."""
    with host.world.request():
        found = session().scalars(select(Thread).where(Thread.anchor_key == key)).one()
        session().expunge(found)
    return found


@pytest.fixture
def make_host(make_site: Callable[..., World]) -> Callable[..., Host]:
    """A function that makes a host whose discussions belong to the open space "pages"."""

    def make(**settings: Any) -> Host:
        world = make_site(**{"guests_read": True, "discuss_space": "pages", **settings})
        world.space("Pages", by=world.member("Dina"))
        host = Host(world)
        host.add_pages(world.app)
        return host

    return make


@pytest.fixture
def host(make_host: Callable[..., Host]) -> Host:
    """A host whose discussions belong to an open space that Dina looks after."""
    return make_host()
