"""``python -m tests.traces``: what five requests go through, for whoever has to follow them.

For each: modules, templates and functions of the forum that are entered, pairs of files of which
one calls the other, how deep the forum's own calls nest, and pairs that call each other both ways.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy

import forum
from forum import Forum
from forum.worker import index, send_all_mail

from .support.world import Client, Site, User, World

PACKAGE = str(Path(forum.__file__).parent)
PAGE = "{{ forum.discuss('policy:42', title='Leave', url='/policy/42') }}"


@dataclass
class Trace:
    """What one request went through."""

    modules: set[str] = field(default_factory=set)
    templates: set[str] = field(default_factory=set)
    functions: set[tuple[str, str]] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    depth: int = 0
    _stack: list[str] = field(default_factory=list)

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call or a return, as ``sys.setprofile`` has it."""
        file = frame.f_code.co_filename
        ours, template = file.startswith(PACKAGE), file.endswith((".html", ".txt"))
        if template and event == "call":
            self.templates.add(file)
        if not ours or template:
            return
        if event == "return":
            del self._stack[-1:]
        elif event == "call":
            self.modules.add(file)
            self.functions.add(
                (
                    file,
                    frame.f_code.co_qualname
                    if hasattr(frame.f_code, "co_qualname")
                    else frame.f_code.co_name,
                )
            )
            if self._stack and self._stack[-1] != file:
                self.pairs.add((self._stack[-1], file))
            self._stack.append(file)
            self.depth = max(self.depth, len(self._stack))

    @property
    def both_ways(self) -> int:
        """How many pairs of files call each other both ways."""
        return sum((b, a) in self.pairs for a, b in self.pairs) // 2

    def row(self, name: str) -> str:
        """Return the trace as a row of the table."""
        counts = (self.modules, self.templates, self.functions, self.pairs)
        numbers = (*map(len, counts), self.depth, self.both_ways)
        return f"| {name} | " + " | ".join(map(str, numbers)) + " |"


@contextmanager
def traced() -> Iterator[Trace]:
    """Trace what the block does."""
    trace = Trace()
    sys.setprofile(trace.note)
    try:
        yield trace
    finally:
        sys.setprofile(None)


def site(folder: Path) -> World:
    """Return a host with a forum whose guests read, and a page that carries a discussion."""
    people = Site()
    app = Flask("site", instance_path=str(folder), root_path=str(folder))
    app.config |= {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'site.db'}",
        "SECRET_KEY": "traces",
        "TESTING": True,
    }
    SQLAlchemy(app)
    app.add_url_rule("/policy/42", "policy", lambda: render_template_string(PAGE))
    mounted = Forum(
        app,
        drain="worker",
        guests_read=True,
        user=people.user,
        login=people.login,
        discuss_space="letters",
        mail=lambda message: None,
        mail_from="forum@intranet.example",
        url="https://intranet.example/forum",
    )
    mounted.upgrade(app)
    return World(app, people)


def requests(world: World, ana: User, ben: User) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the name of each task and the function that does it."""
    guest, member, asker = world.client(), world.client(ben), world.client(ana)
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    post = world.write(thread, ben)
    page, edit = f"/forum/t/{thread}-how-do-you-do-it", f"/forum/p/{post}/edit"
    yield "a1 thread page, guest, first", lambda: guest.get(page)
    yield "a2 the same, again", lambda: guest.get(page)
    yield "a3 thread page, member, first", lambda: member.get(page)
    yield "a4 the same, again", lambda: member.get(page)
    reply = {"text": "Twice a week.", "form_key": "00000000-0000-4000-8000-000000000001"}
    yield "b1 POST an answer", lambda: asker.post(f"/forum/t/{thread}/reply", data=reply)
    yield "b2 index and mail", lambda: work(world)
    yield "c1 search, guest, first", lambda: guest.get("/forum/-/search?q=know")
    yield "c2 the same, again", lambda: guest.get("/forum/-/search?q=know")
    yield "d1 discuss() on a page of the host", lambda: member.get("/policy/42")
    address, fields = form_of(member, "/policy/42")
    yield "d2 post there", lambda: member.post(address, data=fields)
    stale = {"text": "Newer.", "revision": "9", "reason": ""}
    yield "e stale edit, 409", lambda: member.post(edit, data=stale)


def work(world: World) -> None:
    """Index and send what waits."""
    with world.app.app_context():
        index(Event())
        send_all_mail(Event())


def form_of(client: Client, path: str) -> tuple[str, dict[str, str]]:
    """Return the address of the form on a page, and its hidden fields with a text."""
    page = client.get(path).text
    (address,) = re.findall(r'method="post" action="([^"]+)"', page)
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return address, {name: unescape(value) for name, value in found} | {"text": "Ten days."}


def people(world: World) -> tuple[User, User]:
    """Return two members with a mail address."""
    return tuple(world.member(n, email=f"{n}@intranet.example") for n in ("Ana", "Ben"))  # type: ignore[return-value]


def main() -> None:
    """Print the table."""
    print("| task | modules | templates | functions | pairs | depth | both ways |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        world = site(Path(folder))
        for name, task in requests(world, *people(world)):
            with traced() as trace:
                task()
            print(trace.row(name))


if __name__ == "__main__":
    main()
