"""The sites that every test runs on: our own SQLite, a host with its own, a host on PostgreSQL."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine

from forum import Forum
from forum.core.config_checks import LIMITS
from forum.core.database import migrate
from forum.core.text.markup import present_second
from forum.core.web import frame
from forum.discuss import presenters as discuss

from .support import postgres
from .support.connections import close_kept, keep_connections
from .support.needed import absent, needs_tantivy
from .support.remembered import remember
from .support.schedule import ByModule, put_in_order
from .support.scratch import use_memory
from .support.sites import be_host, clear, is_indexed, kinds_in
from .support.statements import counted
from .support.world import Site, World


def pytest_configure() -> None:
    """Keep files in memory; work out once a process what is the same in every site."""
    use_memory()
    remember()
    keep_connections()


def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores: with a browser or a server, a test mostly waits."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByModule:
    """Let each worker take a module at a time."""
    return ByModule(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the long ones first."""
    put_in_order(items)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what lives as long as the process, and come less often.

    All modules and tests: otherwise it walks through hundreds of thousands of objects for each few
    sites that tests have left, which is a fifth of the time that they take.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 5)


@pytest.fixture(autouse=True)
def one_second(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page say the same second, so that pages can be compared; not to a browser."""
    if "browser" not in request.fixturenames:
        for module in (frame, discuss):
            monkeypatch.setattr(module, "present", lambda: present_second(1_795_000_000))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server for this run."""
    folder = postgres.binaries()
    if folder is None:
        absent("postgres", "apt-get install postgresql")
    with postgres.server(folder) as url:
        yield url
        close_kept()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest tables, to be copied for each test."""
    file = tmp_path_factory.mktemp("migrated") / "forum.db"
    app = Flask("migrating")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{file}"
    Forum(app)
    with app.app_context():
        engine = app.extensions["forum"].db.engine
        migrate.upgrade(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """A PostgreSQL database with the newest tables."""
    app = Flask("migrating")
    app.config["SQLALCHEMY_DATABASE_URI"] = postgres_url
    Forum(app)
    with app.app_context():
        engine = app.extensions["forum"].db.engine
        migrate.upgrade(engine)
        engine.dispose()
    return postgres_url


@pytest.fixture
def empty_postgres(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """A function that makes an empty database beside that of the other tests."""
    made: list[tuple[Engine, str]] = []

    def make() -> str:
        url = request.getfixturevalue("postgres_url")
        name = f"empty_{tmp_path.name.replace('-', '_')}"[:60].lower()
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        made.append((server, name))
        return str(url).replace("/postgres?", f"/{name}?")

    yield make
    for server, name in made:
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.dispose()


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Enable every logger again: the stock env.py of a host disables the existing ones."""
    yield
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on the kinds of site that its mark ``sites`` names, or on those of its folder."""
    own = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    named = {name for names in own for name in ([names] if isinstance(names, str) else names)}
    if "kind" in {*metafunc.fixturenames} - named:
        mark = metafunc.definition.get_closest_marker("sites")
        kinds = mark.args if mark else kinds_in(Path(metafunc.module.__file__).parent.name)
        metafunc.parametrize("kind", kinds, indirect=True)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which kind of site the test runs on."""
    return str(request.param)


@pytest.fixture
def database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database of this test's own."""
    if kind != "postgres":
        file = tmp_path / "site.db"
        shutil.copy(request.getfixturevalue("migrated"), file)
        return f"sqlite:///{file}"
    return str(request.getfixturevalue("migrated_postgres"))


@pytest.fixture
def make_site(
    kind: str, database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., World]]:
    """A function that makes a site with a forum, with the settings it is given.

    *instance* is the name of its instance folder: another name stands for another server.
    """
    made: list[Flask] = []
    drain = "inline" if is_indexed(request.path) else "worker"

    def make(*, instance: str = "instance", **settings: Any) -> World:
        site = Site()
        app = Flask("site", instance_path=str(tmp_path / instance), root_path=str(tmp_path))
        Path(app.instance_path).mkdir(exist_ok=True)
        app.config |= {"SQLALCHEMY_DATABASE_URI": database, "SECRET_KEY": "test", "TESTING": True}
        defaults: dict[str, Any] = {"drain": drain, "user": site.user, "login": site.login}
        defaults["limits"] = dict.fromkeys(LIMITS)  # tests write more in a minute than people
        if kind in ("host", "postgres"):
            be_host(app, tmp_path)
        if kind == "postgres" and drain == "worker":
            defaults["search"] = "whoosh"
        if kind == "tantivy":
            needs_tantivy()
            defaults["search"] = "tantivy"
        Forum(app, **{**defaults, **settings})
        made.append(app)
        return World(app, site)

    yield make
    for app in made:
        clear(app, kind)


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    """A site with a forum and nobody in it."""
    return make_site()


@pytest.fixture
def statements(world: World) -> Callable[[], Any]:
    """A context manager that collects every SQL statement its block sends."""
    with world.app.app_context():
        engine = world.app.extensions["forum"].db.engine
    return lambda: counted(engine)
