"""Monitoring is told whether the forum works, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import create_engine, update

from forum.core.database import migrate
from forum.core.database.base import now
from forum.core.database.outbox import Outbox, record_changes
from forum.core.database.session import session
from forum.front import health

from ..support.world import World


def asked(world: World) -> tuple[int, Any]:
    answer = world.client().get("/forum/-/health")
    assert answer.mimetype == "application/json"
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.status_code, answer.json


def test_a_working_forum_says_so_to_anybody(world: World) -> None:
    ana = world.member("Ana")
    assert asked(world) == (
        200,
        {
            "ok": True,
            "database": True,
            "schema": True,
            "writable": True,
            "waiting_seconds": 0,
            "mail_late_seconds": 0,
            "files_waiting_seconds": 0,
            "index": "building",
            "storage": "ready",
        },
    )
    world.ask(world.space("Letters", by=ana), ana)
    assert asked(world)[1]["index"] == "ready"
    assert world.client().get("/forum/-/search").status_code == 401


def test_no_person_is_loaded_and_no_cookie_set(make_site: Callable[..., World]) -> None:
    def user() -> None:
        raise AssertionError

    answer = make_site(user=user).client().get("/forum/-/health", headers={"Cookie": "session=x"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("seconds", "status"), [(30, 200), (health.PATIENCE + 30, 503)])
def test_it_says_how_long_something_has_waited(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch, seconds: int, status: int
) -> None:
    at = now()
    monkeypatch.setattr(health, "now", lambda: at)
    world = make_site(drain="worker")
    with world.request():
        for consumer in ("search", "another"):
            record_changes(session(), kind="post", ids=[1], consumer=consumer, wake=False)
        session().execute(
            update(Outbox)
            .where(Outbox.consumer == "another")
            .values(at=at - timedelta(seconds=seconds))
        )
    code, found = asked(world)
    assert code == status
    assert found["waiting_seconds"] == seconds


@pytest.mark.parametrize(
    ("answer", "said"),
    [(FileNotFoundError(), "ready"), (TimeoutError("no answer"), "failed"), (BytesIO(), "failed")],
)
def test_it_says_whether_files_can_be_stored(
    make_site: Callable[..., World], answer: BytesIO | Exception, said: str
) -> None:
    shelf = Mock(spec=["save", "open", "delete"])
    shelf.open.side_effect = [answer]
    status, found = asked(make_site(storage=shelf))
    assert not shelf.save.called  # nothing is written to find out
    assert (status, found["storage"]) == (200 if said == "ready" else 503, said)


def test_a_folder_that_cannot_be_made_is_a_fault(
    make_site: Callable[..., World], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert asked(make_site(storage=tmp_path / "file" / "files"))[0] == 503


def test_tables_of_another_version_are_a_fault(world: World) -> None:
    world.app.extensions["forum"].memory.schema = "0000"
    assert asked(world) == (503, {"ok": False, "database": True, "schema": False})


def test_no_tables_at_all_are_a_fault(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_site()
    monkeypatch.setattr(migrate, "VERSION_TABLE", "forum_not_there")
    assert asked(world)[0] == 503


def test_a_database_that_does_not_answer_is_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    current = migrate.current
    monkeypatch.setattr(migrate, "current", lambda _engine: current(nowhere))
    assert asked(world) == (503, {"ok": False, "database": False})
    nowhere.dispose()
