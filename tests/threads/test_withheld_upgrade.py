"""The upgrade to 0004 gives each thread the numbers of its withheld posts, and takes them away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, inspect

from forum import Forum
from forum.core.database import migrate
from forum.doctor import counters

from ..support.old_database import KINDS, fill


@pytest.fixture(params=KINDS)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, empty_postgres: Callable[[], str]
) -> Iterator[Engine]:
    """An engine with the database that the demo had at 0003."""
    at = empty_postgres() if request.param == "postgres" else f"sqlite:///{tmp_path / 'host.db'}"
    made = create_engine(at)
    if "foreign keys" in request.param:
        event.listen(made, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=ON").close())
    fill(made, "0003", tmp_path)
    yield made
    made.dispose()


def change(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


def withheld(engine: Engine) -> dict[int, str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, withheld FROM forum_thread WHERE withheld <> '' ORDER BY id"
        )
        return {row.id: row.withheld for row in rows}


def test_the_numbers_are_filled_from_the_states(engine: Engine, tmp_path: Path) -> None:
    with engine.connect() as connection:
        id, posts = connection.exec_driver_sql(
            "SELECT id, posts FROM forum_thread ORDER BY posts DESC, id LIMIT 1"
        ).one()
        gone = connection.exec_driver_sql(
            "SELECT thread_id, number FROM forum_post WHERE state <> 'shown'"
        ).all()
    assert posts >= 6
    assert gone
    assert id not in {row.thread_id for row in gone}
    change(
        engine,
        "UPDATE forum_post SET state = 'hidden'"
        f" WHERE thread_id = {id} AND number IN (2, 3, {posts})",
    )
    migrate.upgrade(engine)
    found = withheld(engine)
    assert found.pop(id) == f"2-3,{posts}"
    assert found == {row.thread_id: str(row.number) for row in gone}
    app = Flask("upgraded", instance_path=str(tmp_path))
    app.config["SQLALCHEMY_DATABASE_URI"] = engine.url.render_as_string(hide_password=False)
    Forum(app)
    with app.app_context():
        wrong = {fault.counter for fault in counters.faults() if fault.thread_id == id}
        db = app.extensions["forum"].db
        db.session.remove()
        db.engine.dispose()
    assert wrong & {"withheld", "active_at"} == set()


def test_the_way_back_loses_nothing_else(engine: Engine) -> None:
    columns = [column["name"] for column in inspect(engine).get_columns("forum_thread")]
    migrate.upgrade(engine)
    filled = withheld(engine)
    migrate.downgrade(engine, "0003")
    assert [c["name"] for c in inspect(engine).get_columns("forum_thread")] == columns
    migrate.upgrade(engine)
    assert withheld(engine) == filled
