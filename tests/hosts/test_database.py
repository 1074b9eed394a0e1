"""Whose database the forum uses: the host's, one of its own, or one at a URL.

Siblings: Flask-SQLAlchemy-Lite before and after the forum; anything else in its place; a host with
Flask-SQLAlchemy that keeps the forum apart; a URL with SQLite (relative, absolute, in memory) and
PostgreSQL; db= and the setting at once; tables of the host with the names of ours, one or several,
found by the command, by Python, by the check and by a page; nothing left in the host's repository.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, create_engine, inspect, make_url, text

from forum import Forum
from forum.core.database import migrate
from forum.core.storage import storage

from . import lite, plain
from .deeds import ask, make_space, signed_in
from .door import close
from .host import Host


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An app without a database; the connections of a forum in it are closed."""
    app = Flask("host", instance_path=str(tmp_path / "instance"))
    app.config["SECRET_KEY"] = "test"
    yield app
    if "forum" in app.extensions:
        close(app)


def mount(app: Flask, **settings: Any) -> Forum:
    return Forum(app, user=lambda: None, login=lambda: "Sign in", drain="inline", **settings)


def engine_of(app: Flask) -> Any:
    with app.app_context():
        return app.extensions["forum"].db.engine


def why(app: Flask) -> str:
    """Return what the check says of the database."""
    output = app.test_cli_runner().invoke(args=["forum", "check"]).output
    return next(line for line in output.splitlines() if " database: " in line)


def lived_in(host: Host) -> None:
    """Set the host up, ask a question in it, and see that its own tables are as they were."""
    host.set_up()
    host.forum.upgrade(host.app)
    ana = signed_in(host, "ana")
    make_space(ana)
    assert host.mark in ana.get(ask(ana)).text


def test_lite_mounted_after_it_gets_a_database_of_its_own(tmp_path: Path) -> None:
    host = lite.create(tmp_path)
    lived_in(host)
    assert engine_of(host.app).url.database == str(tmp_path / "forum.db")
    assert "because the app has flask_sqlalchemy_lite, which the forum cannot share" in why(
        host.app
    )
    close(host.app)


def test_lite_mounted_before_it_gets_one_where_the_setting_says_own(tmp_path: Path) -> None:
    host = lite.create(tmp_path, late=True)
    lived_in(host)
    assert "because FORUM_DATABASE is 'own'" in why(host.app)
    close(host.app)


def test_a_plain_engine_s_url_is_an_engine_of_ours_there(tmp_path: Path) -> None:
    host = plain.create(tmp_path)
    lived_in(host)
    tables = set(inspect(engine_of(host.app)).get_table_names())
    assert tables >= {"person", "forum_post"}
    assert "an engine of the forum's own, for FORUM_DATABASE" in why(host.app)
    close(host.app)


def test_a_plain_engine_on_postgresql(tmp_path: Path, empty_postgres: Callable[[], str]) -> None:
    url = empty_postgres()
    host = plain.create(tmp_path, url=url)
    lived_in(host)
    assert engine_of(host.app).dialect.name == "postgresql"
    hidden = make_url(url).set(password="letmein") if make_url(url).password else None
    assert hidden is None or "letmein" not in why(host.app)
    close(host.app)


def test_whatever_else_stands_there_is_not_taken(app: Flask) -> None:
    theirs = app.extensions["sqlalchemy"] = object()
    mount(app).upgrade(app)
    assert app.extensions["sqlalchemy"] is theirs
    assert str(engine_of(app).url.database).endswith("forum.db")


def test_own_beside_flask_sqlalchemy_touches_nothing_of_it(app: Flask, tmp_path: Path) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'host.db'}"
    db = SQLAlchemy(app)
    app.config["FORUM_DATABASE"] = "own"
    forum = mount(app)
    forum.upgrade(app)
    assert engine_of(app).url.database == str(tmp_path / "instance" / "forum.db")
    with app.app_context():
        assert inspect(db.engine).get_table_names() == []
        assert forum.anchor("policy:1", title="Leave", url="/leave") is False
        db.engine.dispose()


def test_unset_the_host_s_is_taken(app: Flask) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db = SQLAlchemy(app)
    mount(app)
    assert app.extensions["forum"].db is db
    assert "the app's Flask-SQLAlchemy: sqlite" in why(app)


def test_unset_without_one_the_config_s_url_is_used_and_said(app: Flask, tmp_path: Path) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'host.db'}"
    mount(app)
    assert "an engine of the forum's own, for SQLALCHEMY_DATABASE_URI" in why(app)


@pytest.mark.parametrize(
    ("setting", "file"),
    [
        ("sqlite:///other.db", "instance/other.db"),
        (URL.create("sqlite", database="other.db"), "instance/other.db"),
        ("sqlite://", None),
    ],
)
def test_a_url_is_read_as_flask_sqlalchemy_reads_it(
    app: Flask, tmp_path: Path, setting: Any, file: str | None
) -> None:
    mount(app, database=setting).upgrade(app)
    assert engine_of(app).url.database == (str(tmp_path / file) if file else None)
    with app.app_context():
        assert migrate.standing(engine_of(app)) == "right"


def test_the_password_of_a_url_is_never_printed(app: Flask) -> None:
    url = "postgresql+psycopg://forum:letmein@127.0.0.1:1/none"
    mount(app, database=url)
    output = app.test_cli_runner().invoke(args=["forum", "check"]).output
    assert "letmein" not in output + repr(app.extensions["forum"].config)
    with pytest.raises(ValueError, match="FORUM_DATABASE must be") as refused:
        mount(Flask("other"), database="letmein")
    assert "letmein" not in str(refused.value)


def test_two_databases_at_once_are_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="either db= or FORUM_DATABASE"):
        Forum(app, db=SQLAlchemy(), database="own")
    with pytest.raises(TypeError, match="FORUM_DATABASE to 'own'"):
        Forum(app, db=object())  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("names", [["forum_post"], ["forum_member", "forum_thread"]])
def test_tables_of_the_host_with_our_names_are_a_sentence(
    app: Flask, tmp_path: Path, empty_postgres: Callable[[], str], names: list[str], kind: str
) -> None:
    url = f"sqlite:///{tmp_path / 'host.db'}" if kind == "sqlite" else empty_postgres()
    engine = create_engine(url)
    with engine.begin() as connection:
        for name in names:
            connection.execute(text(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, words TEXT)"))
            connection.execute(text(f"INSERT INTO {name} VALUES (1, 'theirs')"))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    forum = mount(app, guests_read=True)
    told = f"tables of its own that are called {', '.join(names)}"
    with pytest.raises(migrate.TakenNames, match=told):
        forum.upgrade(app)
    result = app.test_cli_runner().invoke(args=["forum", "upgrade"])
    assert (result.exit_code, told in result.output) == (1, True), result.output
    result = app.test_cli_runner().invoke(args=["forum", "check"])
    assert (result.exit_code, told in result.output) == (1, True), result.output
    assert app.test_client().get("/forum/").status_code == 503
    assert set(inspect(engine).get_table_names()) == set(names)
    with engine.connect() as connection:
        assert connection.execute(text(f"SELECT words FROM {names[0]}")).scalar() == "theirs"
    engine.dispose()
    close(app)


def test_own_is_the_way_out_for_such_a_host(tmp_path: Path) -> None:
    host = plain.create(tmp_path, post=True, database="own")
    lived_in(host)
    assert engine_of(host.app).url.database == str(tmp_path / "forum.db")
    close(host.app)


@pytest.mark.parametrize("own", [True, False])
def test_nothing_stays_in_the_repository_of_the_host(tmp_path: Path, own: bool) -> None:
    git = ["git", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    app = Flask("host", instance_path=str(tmp_path / "instance"))
    app.config["SECRET_KEY"] = "test"
    if not own:
        app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'host.db'}"
        SQLAlchemy(app)
    mount(app, guests_read=True, search="whoosh").upgrade(app)
    with app.app_context():
        storage().save("a-file", BytesIO(b"words"))
    app.test_client().get("/forum/-/search?q=x")
    close(app)
    status = [*git, "status", "--porcelain", "--untracked-files=all"]
    left = subprocess.run(status, check=True, capture_output=True, text=True).stdout
    assert left.split() == ([] if own else ["??", "host.db"])
    assert list(tmp_path.rglob("*-migrating")) == []
