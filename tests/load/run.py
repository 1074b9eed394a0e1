"""One run: a site, four workers, clients at once, then workers killed under load."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from flask import Flask

from forum.core.database import migrate
from forum.core.database.session import session
from forum.core.database.sqlite import writing
from forum.members import actions as members
from forum.members.host import person_of
from forum.spaces import actions as spaces
from forum.spaces.current import viewer_of
from forum.texts.actions import compose
from forum.threads.actions import write as threads

from .clients import Client, Ledger, all_at_once
from .ledger import compare, unsearchable, waiting
from .server import ROOT, Server, running
from .site import User, create_app

LONGEST = 600  # seconds of one phase
ROUND = 50
"""Answers of each client in a row while workers are killed: with few a fast machine is through
before one can be."""


@dataclass(frozen=True)
class Effort:
    """How much is done."""

    clients: int = 8
    posts: int = 50
    kills: int = 12
    between: float = 0.8  # seconds between two kills, at most
    strict: bool = True
    """Whether an answer of 503, busy, is wrong too: on a slow machine there may be some."""


@contextmanager
def site(folder: Path, kind: str, database: str) -> Iterator[tuple[Flask, int, dict[str, str]]]:
    """Make a site with one question in *folder*; yield it, the thread's id and its environment."""
    wanted = {
        "LOAD_KIND": kind,
        "LOAD_DATABASE": database,
        "LOAD_FOLDER": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ |= wanted
    try:
        app = create_app(drain="worker")  # the workers write the index, not we
        with app.app_context():
            migrate.upgrade(app.extensions["forum"].db.engine)
        token = writing.set(True)
        with app.test_request_context("/forum/", method="POST"):
            thread_id = _question()
        writing.reset(token)
        yield app, thread_id, {**os.environ}
        with app.app_context():
            app.extensions["forum"].db.engine.dispose()
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _question() -> int:
    asker = members.remember_member(viewer_of(person_of(User("0")))).member_id
    assert asker is not None
    space = spaces.create_space(name="Load", purpose="", norms="", access="open", maker_id=asker)
    post = threads.open_thread(
        space_id=space.id,
        kind="question",
        title="How many?",
        tags=(),
        author_id=asker,
        text=compose("How many can answer at once?"),
    )
    thread_id = post.thread_id
    session().commit()
    session().close()
    return thread_id


def load(folder: Path, kind: str, database: str, effort: Effort) -> list[str]:
    """Run both phases, print the ledger, and return what is wrong, in words."""
    with site(folder, kind, database) as (app, thread_id, environment):
        log = folder / "server.log"
        with running(environment, log) as server:
            ledger = Ledger()
            clients = [
                Client(server.port, thread_id, str(n + 1), ledger) for n in range(effort.clients)
            ]
            start = time.monotonic()
            _join(all_at_once(clients, effort.posts))
            wrong = _judged("at once", app, server, clients[0], time.monotonic() - start)
            wrong += [f"{ledger.broken} connections broke"] if ledger.broken else []
            wrong += [f"{ledger.busy} answers of 503"] if ledger.busy and effort.strict else []
            start = time.monotonic()
            killed = _kill_under_load(server, clients, effort)
            phase = f"{killed} kills"
            wrong += _judged(phase, app, server, clients[0], time.monotonic() - start)
            if killed < effort.kills:
                wrong.append(f"only {killed} workers could be killed")
    if wrong:
        print("\n".join(log.read_text(errors="replace").splitlines()[-40:]))
    return wrong


def _kill_under_load(server: Server, clients: list[Client], effort: Effort) -> int:
    """Kill workers while the clients write, until enough were killed; return how many."""
    chance, killed, number = random.Random(12), 0, effort.posts
    until = time.monotonic() + LONGEST
    while killed < effort.kills and time.monotonic() < until:
        writers = all_at_once(clients, ROUND, start=number)
        number += ROUND
        while killed < effort.kills and any(writer.is_alive() for writer in writers):
            time.sleep(effort.between * chance.uniform(0.5, 1))
            workers = server.workers()
            busy = any(writer.is_alive() for writer in writers)
            if busy and workers and server.kill(chance.choice(workers)):
                killed += 1
        _join(writers)
    return killed


def _join(writers: list[Thread]) -> None:
    until = time.monotonic() + LONGEST
    for writer in writers:
        writer.join(max(0.0, until - time.monotonic()))


def _judged(phase: str, app: Flask, server: Server, one: Client, seconds: float) -> list[str]:
    """Print the ledger that *one* and the other clients share, and return what is wrong."""
    ledger = one.ledger
    wrong = compare(app, one.thread_id, ledger)
    missing, late = unsearchable(app, server.port, ledger)
    wrong += [f"{word} cannot be found" for word in missing]
    times = sorted(ledger.milliseconds) or [0.0]
    print(
        f"{phase}: {len(ledger.acknowledged)} of {len(ledger.sent)} acknowledged in "
        f"{seconds:.1f} s, p50 {statistics.median(times):.0f} ms, "
        f"p95 {times[int(len(times) * 0.95) - 1]:.0f} ms, {ledger.broken} connections broken, "
        f"{ledger.busy} busy, {len(ledger.faults)} bad answers, all indexed after {late:.1f} s, "
        f"{waiting(app)} rows waiting, {len(wrong)} things wrong"
    )
    return [f"{phase}: {fault}" for fault in wrong]
