"""On PostgreSQL of any locale people and spaces are found and sorted as on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from forum import Forum

from ..support.names import IN_ORDER, orders, unfound
from ..support.world import World

LOCALES = {
    "C": "LC_COLLATE 'C' LC_CTYPE 'C'",
    "C.UTF-8": "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'",
    "sv": "LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'sv'",
}


@pytest.fixture(params=LOCALES)
def database(request: pytest.FixtureRequest, postgres_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of a locale, with the forum's tables."""
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS of_locale WITH (FORCE)")
        connection.exec_driver_sql(
            f"CREATE DATABASE of_locale TEMPLATE template0 {LOCALES[request.param]}"
        )
    url = postgres_url.replace("/postgres?", "/of_locale?")
    app = Flask("migrating", instance_path=str(tmp_path))
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    Forum(app).upgrade(app)
    with app.app_context():
        app.extensions["forum"].db.engine.dispose()
    yield url
    server.dispose()


@pytest.mark.sites("postgres")
def test_people_are_found_in_every_locale(world: World) -> None:
    assert list(unfound(world)) == []


@pytest.mark.sites("postgres")
def test_names_are_sorted_in_every_locale(world: World) -> None:
    for page, order in orders(world).items():
        assert order == IN_ORDER, page
