"""A browser, a live site under a strict policy, and one look at every page of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import select
from werkzeug.serving import make_server

from forum import Forum
from forum.moderation.models import Report
from forum.threads.models import Post

from ..support.needed import absent, chromium
from ..support.walk import Things, add, furnish, shown_pages
from ..support.world import Site, User, World
from .rules import faults, small_targets, small_text, too_wide

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'"
)
REFUSED = "Failed to load resource: the server responded with a status of 4"
"""What the console says of a page that refuses something: the page is looked at itself."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The browser of this machine."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        absent("browser", 'pip install -e ".[test]"')
    with sync_playwright() as playwright:
        try:  # None: playwright's own, if that was installed
            launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        except Error:
            absent("browser", "apt-get install chromium, or playwright install chromium")
        yield launched
        launched.close()


@dataclass
class Live:
    """A site that listens, people who may be signed in, and what their browsers complained of."""

    world: World
    base: str
    browser: Any
    things: Things
    people: dict[str, User]
    threads: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    """A report that administrators decide about."""
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, who: str | None = None, **more: Any) -> Iterator[Any]:
        """Open a new browser, signed in as *who* or as nobody."""
        headers = {"X-User": self.people[who].id} if who else {}
        more = {"viewport": {"width": 1280, "height": 900}, "base_url": self.base, **more}
        context = self.browser.new_context(extra_http_headers=headers, **more)
        try:
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.on("console", self._note)
            page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
            page.on("request", self._stay_here)
            yield page
        finally:
            context.close()

    def thread(self, name: str) -> str:
        """Return the address of one of the threads."""
        return f"/forum/t/{self.threads[name]}"

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    def _stay_here(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {request.url}")


def through(control: Any) -> None:
    """Click a link or a button and wait for the page that it leads to.

    A click returns while the browser is still between the two pages: the next call may find either
    or neither, and closing the browser may cancel the form. Waiting for a navigation is not enough:
    the script changes the history's entry when a form is sent, and that counts as one.
    """
    with control.page.expect_event("load"):
        control.click()


def closed(app: Any) -> Callable[[Any, Any], Iterator[bytes]]:
    """Return a Flask *app* whose answers are closed: the server does not, if a browser hangs up."""

    def answer(environ: Any, start_response: Any) -> Iterator[bytes]:
        with closing(app(environ, start_response)) as parts:
            yield from parts

    return answer


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve *app*, any WSGI application, on a free port of this machine; yield its address."""
    server = make_server("127.0.0.1", 0, closed(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def strict(answer: Response) -> Response:
    """Let a page load and do nothing that the strictest of hosts forbids."""
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@contextmanager
def site(folder: Path, migrated: Path, **options: Any) -> Iterator[World]:
    """A site of its own in *folder*; *options* go to its forum."""
    shutil.copy(migrated, folder / "site.db")
    app, people = Flask("site", instance_path=str(folder), root_path=str(folder)), Site()
    app.config |= {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'site.db'}",
        "SECRET_KEY": "test",
    }
    app.testing = True
    Forum(app, user=people.user, login=people.login, guests_read=True, drain="inline", **options)
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    yield World(app, people)
    with app.app_context():
        app.extensions["forum"].db.session.remove()
        app.extensions["forum"].db.engine.dispose()


@pytest.fixture(scope="session")
def live(browser: Any, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A site with one of everything, a long question and a long discussion."""
    with site(tmp_path_factory.mktemp("live"), migrated) as world:
        world.app.after_request(strict)
        names = ("Ana", "Ben", "Cleo")
        people = {name: world.member(name, is_admin=name == "Ana") for name in names}
        with serving(world.app) as base:
            made = furnished(world, base, browser, people)
            yield made
        assert made.complaints == []  # during the acts above too, not only on pages


LONG = """A paragraph with `code`, **weight** and a [link](https://example.org/).

> What somebody said

| What | How often |
|---|---:|
| Letters | 1,200 |

```python
def long_line(): return "a line that is longer than any telephone is wide, so that it must scroll"
```

1. First
2. Second
"""


def furnished(world: World, base: str, browser: Any, people: dict[str, User]) -> Live:
    """Fill the site and return it."""
    ana, ben, cleo = people.values()
    space = world.space("Letters and forms", by=ana)
    things = furnish(world, space, ana, ben, say="plain {}".format, tag="forms", word="letter")
    world.space("Round table", by=ana, access="closed", members_=(ben,))
    long_ = world.ask(space, cleo, "Aufmerksamkeitsdefizitverordnungsdurchführungsbestimmung")
    for number in range(11):
        world.write(long_, ben if number % 2 else ana, LONG if not number else f"Answer {number}")
    for _ in range(8):
        world.write(long_, cleo, "Thank you", to=2)
    talk = world.discuss(space, ben, "حديث طويل عن الرسائل")
    for number in range(45):
        world.write(talk, (ana, ben, cleo)[number % 3], f"Said {number}", to=1 + number // 2)
    threads = {"question": long_, "discussion": talk}
    asked = ask_administrators(world, by=cleo, about=ben)
    return Live(world, base, browser, things, people, threads, asked)


def ask_administrators(world: World, *, by: User, about: User) -> int:
    """Report a text of the only person who looks after its space; return the report's id."""
    own = world.space("Own ground", by=about)
    thread = world.ask(own, about, "Donaudampfschifffahrtsgesellschaftskapitänswitwe " * 2, LONG)
    post = world.scalar(select(Post.id).where(Post.thread_id == thread))
    reporter = world.id(by)
    with world.request():
        words = {"text": "It names somebody.", "for_admins": True}
        return add(Report, space_id=own.id, post_id=post, reporter_id=reporter, **words)


OPEN = """() => {
  for (const fold of document.querySelectorAll("details:not(.fx-menu)")) fold.open = true;
  const menu = document.querySelector("details.fx-menu");
  if (menu) menu.open = true;
}"""


@dataclass
class Look:
    """What was seen of one page."""

    address: str
    who: str | None
    html: str
    found: dict[str, list[str]]


def look(page: Any, address: str, who: str | None) -> Look | None:
    """Look at the page of *address* in light and dark and every width; None if there is no page."""
    answer = page.goto(address)
    if "text/html" not in answer.headers.get("content-type", "") or answer.status not in {200, 422}:
        return None
    html = answer.text()
    found = {"light": faults(page)}
    page.evaluate(OPEN)
    page.emulate_media(color_scheme="dark")
    found["dark"] = faults(page, rules=["color-contrast", "link-in-text-block"])
    page.set_viewport_size({"width": 360, "height": 740})
    found["targets"], found["text"] = small_targets(page), small_text(page)
    found["at 360"] = too_wide(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found["at 320"] = too_wide(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return Look(address, who, html, found)


@pytest.fixture(scope="session")
def looked(live: Live) -> list[Look]:
    """Every page there is, once as somebody who may do everything, the main ones as a guest."""
    seen = []
    more = [
        *(f"/forum/t/{id}" for id in live.threads.values()),
        f"/forum/t/{live.threads['discussion']}?page=2",
        f"/forum/s/{live.things.space}?list=needs",
        f"/forum/-/reports/{live.asked}",
        "/forum/-/search?q=letter",
        "/forum/-/search?q=nothinglikeit",
    ]
    with live.page("Ana") as page:
        for address in [*shown_pages(live.world.app, live.things), *more]:
            seen.append(look(page, address, "Ana"))
    with live.page() as page:
        for address in ("/forum/", more[0], f"/forum/s/{live.things.space}"):
            seen.append(look(page, address, None))
    return [one for one in seen if one]
