"""The forum's own history: up, down, all at once, killed half-way; the host's tables untouched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.exc import IntegrityError

from forum import Forum
from forum.core.database import migrate
from forum.core.database.base import Base

from .support.old_database import KINDS, fill

ROOT = Path(__file__).parents[1]
RUN = """
import sys
from flask import Flask
from forum import Forum
app = Flask("worker", instance_path=sys.argv[2])
app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
Forum(app).upgrade(app)
"""
KILL = """
import os, sys
from sqlalchemy import Engine, event
from flask import Flask
from forum import Forum
app = Flask("worker", instance_path=sys.argv[2])
app.config["SQLALCHEMY_DATABASE_URI"] = sys.argv[1]
left = int(sys.argv[3])
def note(connection, cursor, statement, *rest):
    global left
    left -= statement.lstrip().startswith(("CREATE", "INSERT", "ALTER", "UPDATE"))
    if left < 0:
        os.kill(os.getpid(), 9)
event.listen(Engine, "before_cursor_execute", note)
Forum(app).upgrade(app)
"""


@pytest.fixture(params=KINDS)
def address(
    request: pytest.FixtureRequest, tmp_path: Path, empty_postgres: Callable[[], str]
) -> str:
    """The address of an empty database."""
    if request.param == "postgres":
        return empty_postgres()
    return f"sqlite:///{tmp_path / 'host.db'}"


@pytest.fixture
def engine(address: str, request: pytest.FixtureRequest) -> Any:
    """An engine of a host that has a table, with rows that refer to each other."""
    made = create_engine(address)
    if "foreign keys" in request.node.callspec.params.get("address", ""):
        event.listen(made, "connect", lambda c, _: c.execute("PRAGMA foreign_keys=ON").close())
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE policy (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(
            text(
                "CREATE TABLE clause (id INTEGER PRIMARY KEY,"
                " policy_id INTEGER REFERENCES policy(id) ON DELETE CASCADE)"
            )
        )
        connection.execute(text("INSERT INTO policy VALUES (1, 'Leave')"))
        connection.execute(text("INSERT INTO clause VALUES (7, 1)"))
    yield made
    made.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def hosts_own(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT p.name, c.id FROM policy p, clause c")))


def foreign_keys(engine: Engine) -> Any:
    if engine.dialect.name != "sqlite":
        return None
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA foreign_keys").scalar()


def test_up_makes_every_table_and_down_leaves_those_of_the_host(engine: Engine) -> None:
    pragma = foreign_keys(engine)
    migrate.upgrade(engine)
    assert tables(engine) >= set(Base.metadata.tables)
    assert migrate.current(engine) == migrate.head()
    migrate.upgrade(engine)
    with engine.connect() as connection:
        command.check(migrate._config(connection))
    migrate.downgrade(engine, "base")
    left = {name for name in tables(engine) if name.startswith("forum_")}
    assert left <= {migrate.VERSION_TABLE}
    assert hosts_own(engine) == [("Leave", 7)]
    assert foreign_keys(engine) == pragma
    migrate.upgrade(engine)
    assert tables(engine) >= set(Base.metadata.tables)


def counts(engine: Engine) -> dict[str, int]:
    """Return how many rows each table of the forum has."""
    names = sorted(name for name in tables(engine) if name.startswith("forum_"))
    with engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            for name in names
        }


def one(engine: Engine, statement: str) -> Any:
    with engine.connect() as connection:
        return connection.exec_driver_sql(statement).scalar()


WORDS = ("space access", "thread kind", "post kind", "post state", "revision format")
RENAMED = {"forum_attempt": "forum_sign_in_failure", "forum_try": "forum_attempt"}
"""What tables are called today."""


def renamed(before: dict[str, int]) -> dict[str, int]:
    """Return the numbers of rows by today's names of the tables."""
    return {RENAMED.get(name, name): number for name, number in before.items()}


def test_migration_0003_loses_no_rows(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0002", tmp_path)
    pragma, before = foreign_keys(engine), counts(engine)
    migrate.upgrade(engine)
    after = counts(engine)
    assert after.items() >= renamed(before).items()  # later migrations add tables
    assert before["forum_post"] == 153
    assert one(engine, "SELECT count(*) FROM forum_post WHERE state = 'back'") == 0
    assert one(engine, "SELECT count(*) FROM forum_post WHERE state = 'withdrawn'") == 1
    assert one(engine, "SELECT failures FROM forum_sign_in_failure") == 3
    with engine.connect() as connection:
        command.check(migrate._config(connection))
    assert foreign_keys(engine) == pragma
    assert hosts_own(engine) == [("Leave", 7)]
    migrate.downgrade(engine, "0002")
    assert counts(engine) == before
    assert one(engine, "SELECT count(*) FROM forum_post WHERE state = 'back'") == 1


def test_a_new_kind_needs_no_migration(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0002", tmp_path)
    migrate.upgrade(engine)
    for word in WORDS:
        table, column = word.split()
        with engine.connect() as connection:
            changed = connection.exec_driver_sql(f"UPDATE forum_{table} SET {column} = 'new'")
            assert changed.rowcount > 0, f"no row of forum_{table} to try it on"
            connection.rollback()


def test_a_space_is_bound_to_a_group_or_has_none(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0002", tmp_path)
    migrate.upgrade(engine)
    with pytest.raises(IntegrityError), engine.connect() as connection:
        connection.exec_driver_sql("UPDATE forum_space SET access = 'bound', audience = NULL")


def test_the_partial_indexes_are_still_partial(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0002", tmp_path)
    migrate.upgrade(engine)
    for table, name in (("thread", "unanswered"), ("notice", "unseen")):
        found = inspect(engine).get_indexes(f"forum_{table}")
        options = next(i for i in found if i["name"] == f"ix_forum_{table}_{name}")
        assert options["dialect_options"][f"{engine.dialect.name}_where"] is not None


def start(script: str, url: str, folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, url, str(folder), *more],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.mark.parametrize("address", KINDS[::2], indirect=True)
def test_four_processes_can_upgrade_at_once(engine: Engine, tmp_path: Path) -> None:
    started = [start(RUN, url_of(engine), tmp_path) for _ in range(4)]
    told = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, told
    assert tables(engine) >= set(Base.metadata.tables)


@pytest.mark.parametrize("address", KINDS[::2], indirect=True)
def test_a_process_killed_half_way_leaves_nothing_half_done(engine: Engine, tmp_path: Path) -> None:
    before = tables(engine)
    for left in (1, 20):
        process = start(KILL, url_of(engine), tmp_path, str(left))
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGKILL
        assert tables(engine) - {migrate.VERSION_TABLE} == before, f"killed at {left}"
    migrate.upgrade(engine)
    assert tables(engine) >= set(Base.metadata.tables)
    assert hosts_own(engine) == [("Leave", 7)]


def site(url: str, folder: Path) -> tuple[Flask, SQLAlchemy]:
    app = Flask("host", instance_path=str(folder))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db = SQLAlchemy()
    return app, db


def test_the_host_s_own_engine_keeps_its_foreign_keys_as_they_were(
    address: str, tmp_path: Path
) -> None:
    app, db = site(address, tmp_path)
    db.init_app(app)
    forum = Forum(app, db=db)
    forum.upgrade(app)
    with app.app_context():
        assert foreign_keys(db.engine) in {0, None}
        assert app.test_client().get("/forum/").status_code in {200, 401}
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_database_that_was_not_set_up_says_what_to_run(tmp_path: Path, method: str) -> None:
    app, db = site(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path)
    db.init_app(app)
    user = type("User", (), {"id": 1, "name": "Ana"})()
    Forum(app, db=db, user=lambda: user)
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = app.test_client().open("/forum/t/1/reply", method=method, headers=headers)
    assert answer.status_code == 503
    assert "flask forum upgrade" in answer.text
    with app.app_context():
        db.engine.dispose()


def autogenerated(app: Flask, db: SQLAlchemy, forum: Forum, order: str, folder: Path) -> str:
    """Return what the host's ``flask db migrate`` writes with the forum mounted."""
    from flask_migrate import Migrate, init
    from flask_migrate import migrate as propose

    if order == "forum first":
        db.init_app(app)
        forum.init_app(app)
        Migrate(app, db, directory=str(folder))
    else:
        db.init_app(app)
        Migrate(app, db, directory=str(folder))
        forum.init_app(app)
    forum.upgrade(app)
    with app.app_context():
        init(directory=str(folder))
        propose(directory=str(folder), message="mine")
        db.session.remove()
        db.engine.dispose()
    (made,) = (folder / "versions").glob("*.py")
    return made.read_text("utf-8")


@pytest.mark.filterwarnings("ignore:'get_engine' is deprecated:DeprecationWarning")
@pytest.mark.parametrize("order", ["forum first", "forum last"])
def test_the_host_s_autogenerate_proposes_nothing_of_ours(tmp_path: Path, order: str) -> None:
    app, db = site(f"sqlite:///{tmp_path / 'host.db'}", tmp_path)
    db.Table("policy", db.metadata, db.Column("id", db.Integer, primary_key=True))
    made = autogenerated(app, db, Forum(db=db), order, tmp_path / "migrations")
    assert "policy" in made
    assert "forum" not in made


def test_migration_0004_counts_for_whom_an_answer_partly_worked(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine, "0003", tmp_path)
    before = counts(engine)
    migrate.upgrade(engine)
    tries = one(engine, "SELECT count(*) FROM forum_attempt WHERE outcome = 'partly'")
    assert tries > 0
    assert one(engine, "SELECT sum(partly) FROM forum_post") == tries
    assert one(engine, "SELECT sum(partly) FROM forum_thread") == tries
    migrate.downgrade(engine, "0003")
    assert counts(engine) == before


def test_migration_0005_loses_no_rows(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0004", tmp_path)
    before = counts(engine)
    migrate.upgrade(engine)
    assert renamed(before).items() <= counts(engine).items()
    assert one(engine, "SELECT count(*) FROM forum_revision WHERE prompt_set IS NOT NULL") == 0
    migrate.downgrade(engine, "0004")
    assert counts(engine) == before


SHOWN = (
    "SELECT count(*) FROM forum_attempt a JOIN forum_post p ON p.id = a.post_id"
    " WHERE p.state = 'shown'"
)


def test_migration_0006_makes_each_report_an_attempt(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0005", tmp_path)
    before = counts(engine)
    told = "SELECT post_id, member_id, outcome, {} FROM forum_try ORDER BY 1, 2"
    with engine.connect() as connection:
        reports = connection.exec_driver_sql(told.format("note")).all()
    migrate.upgrade(engine)
    after = counts(engine)
    assert before["forum_try"] == len(reports) > 0
    assert renamed(before).items() <= after.items()
    attempts = "SELECT post_id, member_id, outcome, happened FROM forum_attempt ORDER BY 1, 2"
    with engine.connect() as connection:
        assert connection.exec_driver_sql(attempts).all() == reports
        days = connection.exec_driver_sql("SELECT at, tried_on FROM forum_attempt").all()
    with engine.connect() as connection:
        command.check(migrate._config(connection))
    assert all(str(day) == str(at)[:10] for at, day in days)
    assert one(engine, "SELECT sum(tried) FROM forum_post") == one(engine, SHOWN)
    assert one(engine, "SELECT sum(tried) FROM forum_thread") == one(engine, SHOWN)
    for name in ("worked", "partly"):
        right = one(engine, f"{SHOWN} AND outcome = '{name}'")
        assert one(engine, f"SELECT sum({name}) FROM forum_thread") == right
    named = "SELECT count(*) FROM forum_attempt WHERE organisation <> ''"
    assert one(engine, named) > 0
    assert one(engine, "SELECT max(organisations) FROM forum_thread") > 0
    migrate.downgrade(engine, "0005")
    assert counts(engine) == before
    with engine.connect() as connection:
        assert connection.exec_driver_sql(told.format("note")).all() == reports


def kinds_of(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT kind FROM forum_notice").scalars())


def test_migration_0007_loses_no_rows(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0005", tmp_path)
    pragma, before, kinds = foreign_keys(engine), counts(engine), kinds_of(engine)
    notices = "SELECT max(id) FROM forum_notice"
    newest = one(engine, notices)
    assert before["forum_follow"] > 0
    assert len(kinds) > 0
    migrate.upgrade(engine)
    after = counts(engine)
    same = ("forum_notice", "forum_follow", "forum_mail", "forum_read_mark")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert one(engine, notices) == newest
    assert foreign_keys(engine) == pragma
    with engine.connect() as connection:
        command.check(migrate._config(connection))
    migrate.downgrade(engine, "0005")
    assert {name: counts(engine)[name] for name in before} == before
    assert sorted(kinds_of(engine)) == sorted(kinds)
    assert hosts_own(engine) == [("Leave", 7)]


def test_migration_0009_keeps_the_last_day_of_stewards(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0005", tmp_path)
    migrate.upgrade(engine, "0008")
    day, ends = "SELECT max(steward_until)", "SELECT max(steward_ends_at)"
    table = " FROM forum_membership"
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE forum_membership SET steward_until = NULL")
        rows = connection.exec_driver_sql(
            "UPDATE forum_membership SET steward = '1', steward_until = '2026-05-31'"
            " WHERE member_id = (SELECT min(member_id) FROM forum_membership)"
        ).rowcount
    assert rows > 0
    before = counts(engine)
    migrate.upgrade(engine, "0009")
    assert counts(engine) == before
    assert str(one(engine, ends + table)).startswith("2026-05-31 23:59:59.999999")
    assert one(engine, f"SELECT count(steward_ends_at){table}") == rows
    migrate.downgrade(engine, "0008")
    assert str(one(engine, day + table)) == "2026-05-31"
    assert one(engine, f"SELECT count(steward_until){table}") == rows


def test_migration_0010_loses_no_rows_and_going_back_leaves_no_word_of_it(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine, "0005", tmp_path)
    migrate.upgrade(engine, "0009")
    before = counts(engine)
    migrate.upgrade(engine)
    assert {name: counts(engine)[name] for name in before} == before
    assert one(engine, "SELECT count(*) FROM forum_post WHERE been_there <> 0 OR heard") == 0
    assert one(engine, "SELECT count(*) FROM forum_thread WHERE wish <> ''") == 0
    with engine.connect() as connection:
        command.check(migrate._config(connection))
    number_on(engine)
    here = "SELECT min(author_id), min(thread_id), min(id), CURRENT_TIMESTAMP"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO forum_been_there (member_id, post_id, organisation, line, at)"
            " SELECT min(author_id), min(id), '', 'There', CURRENT_TIMESTAMP FROM forum_post"
        )
        connection.exec_driver_sql(
            "INSERT INTO forum_notice (kind, member_id, thread_id, post_id, at)"
            f" SELECT 'there', {here.removeprefix('SELECT ')} FROM forum_post"
        )
    migrate.downgrade(engine, "0009")
    assert counts(engine) == before


def number_on(engine: Engine) -> int:
    """Return the newest number of a notice, from which PostgreSQL numbers new ones too.

    The rows of the fixture came with theirs.
    """
    newest: int = one(engine, "SELECT max(id) FROM forum_notice")
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT setval('forum_notice_id_seq', {newest})")
    return newest


def test_going_back_drops_notices_that_are_not_about_posts(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0005", tmp_path)
    before = counts(engine)
    migrate.upgrade(engine)
    number_on(engine)
    moment = "CURRENT_TIMESTAMP"
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO forum_notice (member_id, kind, space_id, at)"
            f" SELECT min(member_id), 'report', 1, {moment} FROM forum_notice",
            "INSERT INTO forum_notice (member_id, kind, thread_id, post_id, at)"
            f" SELECT min(member_id), 'helped', min(thread_id), min(post_id), {moment}"
            " FROM forum_notice",
            "INSERT INTO forum_mail (notice_id, member_id, due_at, pace, begun, tries)"
            f" SELECT id, member_id, {moment}, '', 0, 0 FROM forum_notice WHERE space_id = 1",
            "INSERT INTO forum_follow (member_id, space_id, following, at)"
            f" SELECT min(member_id), 1, '1', {moment} FROM forum_notice",
        ):
            connection.exec_driver_sql(statement)
    migrate.downgrade(engine, "0005")
    assert {name: counts(engine)[name] for name in before} == before


def test_the_number_of_a_deleted_notice_is_not_used_again(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0005", tmp_path)
    migrate.upgrade(engine)
    newest = number_on(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM forum_mail")
        connection.exec_driver_sql(f"DELETE FROM forum_notice WHERE id = {newest}")
        connection.exec_driver_sql(
            "INSERT INTO forum_notice (member_id, kind, space_id, at)"
            " SELECT min(member_id), 'report', 1, CURRENT_TIMESTAMP FROM forum_notice"
        )
    assert one(engine, "SELECT max(id) FROM forum_notice") == newest + 1


def test_migration_0012_dates_each_tag_as_its_thread(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0005", tmp_path)
    before = counts(engine)
    migrate.upgrade(engine, "0011")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO forum_thread_tag SELECT id, 'x' FROM forum_thread")
    migrate.upgrade(engine)
    differ = (
        "SELECT count(*) FROM forum_thread_tag g JOIN forum_thread t ON t.id = g.thread_id"
        " WHERE g.active_at {} t.active_at"
    )
    assert one(engine, differ.format("<>")) == 0
    assert one(engine, differ.format("=")) >= before["forum_thread"] > 0
    with engine.connect() as connection:
        command.check(migrate._config(connection))
        names = connection.exec_driver_sql("SELECT name_folded, name_end FROM forum_member").all()
    assert all(end == (whole.split() or [""])[-1] for whole, end in names)
    assert any(end for _, end in names)
    migrate.downgrade(engine, "0011")
    assert one(engine, "SELECT count(*) FROM forum_thread_tag WHERE tag = 'x'") > 0
    assert hosts_own(engine) == [("Leave", 7)]


def test_migration_0013_gives_old_sources_to_the_first_version(
    engine: Engine, tmp_path: Path
) -> None:
    fill(engine, "0012", tmp_path)
    before = counts(engine)
    sources = "SELECT artefact_id, post_id, thread_id FROM forum_artefact_source ORDER BY 1, 2"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(sources).all()
    assert len(rows) > 0
    migrate.upgrade(engine)
    assert before.items() <= counts(engine).items()
    with engine.connect() as connection:
        command.check(migrate._config(connection))
        assert connection.exec_driver_sql(sources).all() == rows
        kept = connection.exec_driver_sql(
            "SELECT revision, last_revision FROM forum_artefact_source"
        )
        assert set(kept.all()) == {(1, None)}
    assert one(engine, "SELECT count(sections) FROM forum_artefact_revision") == 0
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE forum_artefact_source SET last_revision = 1")
        connection.exec_driver_sql(
            "INSERT INTO forum_artefact_source (artefact_id, post_id, thread_id, revision)"
            " SELECT artefact_id, post_id, thread_id, 2 FROM forum_artefact_source"
        )
    migrate.downgrade(engine, "0012")
    assert counts(engine) == before
    with engine.connect() as connection:
        assert connection.exec_driver_sql(sources).all() == rows
    assert hosts_own(engine) == [("Leave", 7)]


def test_migration_0014_leaves_what_was_written_as_it_is(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0013", tmp_path)
    before = counts(engine)
    texts = "SELECT id, html, origin FROM forum_post ORDER BY id"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(texts).all()
    migrate.upgrade(engine)
    assert before.items() <= counts(engine).items()
    with engine.connect() as connection:
        command.check(migrate._config(connection))
        assert connection.exec_driver_sql(texts).all() == rows
    migrate.downgrade(engine, "0013")
    assert counts(engine) == before
    assert hosts_own(engine) == [("Leave", 7)]
