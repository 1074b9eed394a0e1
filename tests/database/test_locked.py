"""A database that is locked, full or gone costs a person one wait, and never the text.

Where a second wait for the same lock came from: the question which tables there are, the viewer of
the page that says so, the host's user loader and its layout, a host's function whose fault is
swallowed, the read mark after the page. Where a database that is gone was told as an error of
ours: the index that is written with the commit, and every statement after a swallowed fault.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError, PendingRollbackError

import forum.extension
from forum.core.database import sqlite
from forum.core.database.session import session
from forum.core.state import State
from forum.members.actions import remember_member
from forum.search import index_on_commit

from ..support.world import World

TEXT = "A long text\nthat took an hour"
BUSY_MS = 600


@pytest.fixture
def waiting(make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """A function that makes a site with a short patience, a member and a thread."""

    def make(**settings: Any) -> tuple[World, Any, str]:
        short = partial(sqlite.tune_sqlite, busy_ms=BUSY_MS)
        monkeypatch.setattr(forum.extension, "tune_sqlite", short)
        monkeypatch.setattr(sqlite, "HURRY_MS", 10)
        world = make_site(**settings)
        ana = world.member("Ana")
        thread = world.ask(world.space("Letters", by=ana), ana)
        monkeypatch.setattr(world.app, "testing", False)
        return world, world.client(ana), f"/forum/t/{thread}"

    return make


def engine_of(world: World) -> Any:
    mount: State = world.app.extensions["forum"]
    with world.app.app_context():
        return mount.db.engine


@contextmanager
def locked(world: World) -> Iterator[list[float]]:
    """Hold the lock for writers; yield the times at which somebody else asked for it."""
    engine, asked = engine_of(world), []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("BEGIN IMMEDIATE"):
            asked.append(monotonic())

    event.listen(engine, "before_cursor_execute", note)
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield asked
    finally:
        other.execute("ROLLBACK")
        other.close()
        event.remove(engine, "before_cursor_execute", note)


def query() -> None:
    """Do what a host's function does that asks the database."""
    session().execute(text("SELECT 1"))


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("place", ["", "user", "slot", "processor", "before_request"])
def test_a_locked_database_is_waited_for_once_and_the_text_comes_back(
    waiting: Callable[..., Any], place: str
) -> None:
    settings: dict[str, Any] = {}
    if place == "slot":
        settings["slots"] = {"before": lambda _thing: query() or ""}
    world, browser, thread = waiting(**settings)
    if place == "user":
        config = world.app.extensions["forum"].config
        object.__setattr__(config, "user", lambda: (query(), world.site.user())[1])
    if place == "processor":
        world.app.context_processor(lambda: (query(), {})[1])
    if place == "before_request":
        world.app.before_request(query)
    with locked(world) as asked:
        answer = browser.post(f"{thread}/reply", data={"text": TEXT})
        assert answer.status_code == 503
        assert "that took an hour" in answer.text
        assert "busy" in answer.text
        assert len(asked) == 1
        assert browser.get(thread, follow_redirects=True).status_code == 200
    assert browser.post(f"{thread}/reply", data={"text": TEXT}).status_code == 302


@pytest.mark.sites("sqlite")
def test_a_connection_that_hurried_waits_as_usual_the_next_time(
    waiting: Callable[..., Any],
) -> None:
    world, browser, thread = waiting()
    with locked(world):
        browser.post(f"{thread}/reply", data={"text": TEXT})
    with world.request():
        assert session().execute(text("PRAGMA busy_timeout")).scalar() == BUSY_MS
    with sqlite.going_to_write(patience_ms=70), world.app.app_context():
        assert session().execute(text("PRAGMA busy_timeout")).scalar() == 70
    with world.request():
        assert session().execute(text("PRAGMA busy_timeout")).scalar() == BUSY_MS


@pytest.mark.sites("sqlite")
def test_health_says_no_from_a_failed_commit_to_the_next_that_succeeds(
    waiting: Callable[..., Any],
) -> None:
    world, browser, thread = waiting()
    health = world.client()
    assert health.get("/forum/-/health").json["writable"] is True
    with world.app.app_context():
        engine = engine_of(world)
        pages = session().execute(text("PRAGMA page_count")).scalar()
        session().rollback()
    most = [pages]

    def bound(connection: Any) -> None:
        connection.connection.cursor().execute(f"PRAGMA max_page_count={most[0]}")

    event.listen(engine, "begin", bound)
    answer = browser.post(f"{thread}/reply", data={"text": "x" * 30_000})
    assert answer.status_code == 503
    assert "Nothing can be saved" in answer.text
    assert health.get("/forum/-/health").json["writable"] is False
    assert health.get("/forum/-/health").status_code == 503
    most[0] = 1_000_000
    assert health.get("/forum/-/health").status_code == 503
    assert browser.post(f"{thread}/reply", data={"text": TEXT}).status_code == 302
    found = health.get("/forum/-/health")
    assert (found.status_code, found.json["writable"]) == (200, True)


@pytest.mark.sites("postgres")
@pytest.mark.parametrize("where", ["index", "earlier"])
def test_a_database_that_goes_away_is_a_503_with_the_text(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Its server ends the connection while the index is written, or before a swallowed fault."""
    world = make_site()
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    browser = world.client(ana)

    def cut(*_: Any, **__: Any) -> Any:
        here = session().connection()
        pid = here.scalar(text("SELECT pg_backend_pid()"))
        with here.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
            other.commit()
        return here.scalar(text("SELECT 1"))

    def swallow(*given: Any) -> Any:
        with suppress(OperationalError):
            cut()
        return remember_member(*given)

    with monkeypatch.context() as patched:
        if where == "index":
            patched.setattr(index_on_commit, "_lock", cut)
        else:
            patched.setattr("forum.spaces.current.actions.remember_member", swallow)
        answer = browser.post(f"/forum/t/{thread}/reply", data={"text": TEXT})
    assert answer.status_code == 503
    assert "that took an hour" in answer.text
    assert browser.post(f"/forum/t/{thread}/reply", data={"text": TEXT}).status_code == 302


def test_only_a_lost_connection_makes_a_broken_transaction_the_databases_fault() -> None:
    from forum.core.database.faults import is_unavailable

    assert is_unavailable(PendingRollbackError("gone", code="8s2b"))
    assert not is_unavailable(PendingRollbackError("flush failed", code="7s2a"))
