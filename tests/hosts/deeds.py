"""What several tests of hosts do: come in, make a space, ask, write a layout."""

from __future__ import annotations

import re
from atexit import register
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

from .host import Browser, Host


def signed_in(host: Host, name: str) -> Browser:
    browser = Browser(host)
    host.enter(browser, name)
    return browser


def make_space(ana: Browser) -> None:
    where = ana.host.at("/-/spaces/new")
    ana.get(where).submit(
        where, name="Letters", purpose="For letters.", norms="Be plain.", access="open"
    )
    assert ana.at == ana.host.at("/s/letters"), ana.text


def ask(browser: Browser) -> str:
    """Ask a question; return the address of its thread."""
    at = browser.host.at
    browser.get(at("/-/ask?space=letters"))
    browser.submit(at("/-/open"), space="letters", title="Which form?", text="For *leave*.")
    assert re.fullmatch(re.escape(at("/t/")) + r"\d+-which-form", browser.at), browser.text
    return browser.at.removesuffix("-which-form")


def layout(folder: Path, text: str, name: str = "base.html") -> None:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / name).write_text(text, "utf-8")


_ready: dict[str, Path] = {}


def with_tables(name: str, make: Callable[[], Host], folder: Path) -> Host:
    """Return the host that *make* makes in *folder*, with its people and everybody's tables.

    Making tables is slow: the second host called *name* gets a copy of the first one's files.
    """
    if name in _ready:
        copytree(_ready[name], folder, dirs_exist_ok=True)
        return make()
    host = make()
    host.set_up()
    host.forum.upgrade(host.app)
    _ready[name] = Path(mkdtemp(prefix="host-"))
    copytree(folder, _ready[name], dirs_exist_ok=True)
    register(rmtree, _ready[name])
    return host
