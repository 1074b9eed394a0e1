"""A browser at one of the hosts: how it signs in, what it does there, what it complains of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..hosts.door import close
from ..hosts.host import Browser, Host
from ..support.walk import Things, shown_pages
from .conftest import REFUSED, serving, through

LISTEN = """addEventListener("securitypolicyviolation",
  e => console.error("violation", e.violatedDirective, e.blockedURI, e.sourceFile))"""


@dataclass
class Visit:
    """A browser at a host that listens."""

    host: Host
    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        """Go to a page of the forum; return the answer."""
        return self.page.goto(self.base + self.host.at(path))

    def arrive(self, name: str) -> None:
        """Sign in, in whatever way the host has."""
        signed_in = Browser(self.host)
        elsewhere(lambda: self.host.enter(signed_in, name))
        cookies = list(signed_in.client._cookies.values())  # type: ignore[union-attr]
        self.page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.base} for cookie in cookies]
        )

    def enter(self, name: str) -> None:
        """Sign in on the host's page."""
        self.page.goto(f"{self.base}/login")
        self.page.fill("[name=name]", name)
        through(self.page.locator("main button, .container button").first)
        self.page.wait_for_url(f"{self.base}/")


def elsewhere(act: Callable[[], object]) -> None:
    """Do *act* in a thread of its own: in this one Playwright has a loop, which async code of a
    host cannot bear.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(act).result()


@contextmanager
def visiting(host: Host, browser: Any) -> Iterator[Visit]:
    """A browser at *host*, which has its tables and people and is served on this machine."""
    elsewhere(host.set_up)
    elsewhere(lambda: host.forum.upgrade(host.app))
    with serving(behind_its_proxy(host)) as base:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900},
            reduced_motion="reduce",  # a colour measured in a transition is neither
        )
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.set_default_timeout(30_000)
        there = Visit(host, page, base)

        def note(message: Any) -> None:
            if message.type in {"error", "warning"} and not message.text.startswith(REFUSED):
                there.complaints.append(f"{page.url}: {message.text}")

        def stay(asked: Any) -> None:
            if not asked.url.startswith((base, "data:")):
                there.complaints.append(f"asked elsewhere: {asked.url}")

        page.on("console", note)
        page.on("pageerror", lambda error: there.complaints.append(f"{page.url}: {error}"))
        page.on("request", stay)
        yield there
        context.close()
    elsewhere(lambda: close(host.app))


def behind_its_proxy(host: Host) -> Callable[..., Any]:
    """Return *host* as a proxy serves it: below a path that it takes off, with its headers."""
    names = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in host.headers}
    added = {names[name]: value for name, value in host.headers.items()}

    def served(environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"].removeprefix(host.below) or "/"
        return host.app({**environ, **added, "PATH_INFO": path}, start)

    return served


def act(visit: Visit) -> str:
    """Make a space, ask, answer, reply, say what helped, search; return the thread's address."""
    page, at = visit.page, visit.host.at
    visit.go("/-/spaces/new")
    page.fill("#name", "Letters")
    page.fill("#purpose", "For letters.")
    page.check("[name=access][value=open]")
    through(page.locator("text=Create the space").first)
    page.wait_for_url(f"**{at('/s/letters')}*")
    visit.go("/-/ask?space=letters")
    page.fill("#title", "Which form is the right one?")
    page.fill("#text", "For **leave**.")
    page.click("button:has-text('Preview')")
    page.wait_for_selector(".fx-preview strong")
    through(page.locator("button:has-text('Post question')").first)
    page.wait_for_selector("#p1")
    thread = page.url.partition("?")[0].partition("#")[0].removeprefix(visit.base)
    page.fill("#text", "An answer, with `code`.")
    through(page.locator("button:has-text('Post answer')").first)
    page.wait_for_selector("#p2")
    through(page.locator("#p2 a:has-text('Reply')").first)
    page.fill("#text", "Thank you")
    through(page.locator("button:has-text('Post'):not(:has-text('Preview'))").first)
    page.wait_for_selector("#p3")
    page.click("#p2 button:has-text('Helped me')")
    page.wait_for_selector(".fx-verdict")
    visit.go("/-/search?q=leave")
    assert page.locator("a:has-text('Which form is the right one?')").count()
    return str(thread)


def walk(visit: Visit, thread: str, *, from_: int) -> tuple[set[str], int]:
    """Look at every second page, as whoever is signed in; return the policies and our pages.

    A page differs little between hosts: of two hosts each looks at one half, which *from_* begins.
    """
    things = Things(
        space="letters",
        thread=int(re.findall(r"/t/(\d+)", thread)[0]),
        post=2,
        artefact=1,
        handle="ana.silva",
        tag="x",
        word="leave",
        slug="x",
    )
    policies, shown = set(), 0
    for address in list(shown_pages(visit.host.app, things))[from_::2]:
        answer = visit.page.goto(f"{visit.base}{visit.host.below}{address}?space=letters&q=leave")
        if "text/html" in answer.headers.get("content-type", ""):
            policies.add(answer.headers.get("content-security-policy"))
            shown += visit.page.locator(".fx-root").count()
    return policies, shown
