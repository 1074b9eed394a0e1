"""A demo to look at, one for each module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from forum.demo.site import create, prepare

from ..support.world import Client


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a demo that everybody here only reads."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Flask]:
    """A demo with its content."""
    app = create(folder)
    app.config["TESTING"] = True
    app.test_client_class = Client
    assert prepare(app)
    yield app
    close(app)


def close(app: Flask) -> None:
    """Close the database of a demo."""
    index(app)
    with app.app_context():
        app.extensions["forum"].db.engine.dispose()


@pytest.fixture
def browser(demo: Flask) -> FlaskClient:
    """A browser in which nobody has been chosen yet."""
    return demo.test_client()


def index(app: Flask) -> None:
    """Index everything, and wait until no thread is indexing any more."""
    with app.app_context():
        if indexer := app.extensions["forum"].memory.indexer:
            indexer.stop()


def be(browser: FlaskClient, role: str) -> FlaskClient:
    """Make *browser* one of the three."""
    assert browser.post("/who", data={"role": role}).status_code == 303
    return browser
