"""A site with the forum's own accounts, on each of the three databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from forum import Forum
from forum.accounts import Accounts, actions
from forum.accounts.models import Account
from forum.core.database.session import commit, session

from ..support.sites import clear
from ..support.world import Client

PASSWORD = "a good long sentence"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make hashing cheap: its cost is Werkzeug's concern."""
    quick = partial(generate_password_hash, method="pbkdf2:sha256:1")
    monkeypatch.setattr(actions, "generate_password_hash", quick)


@dataclass
class House:
    """The site, and browsers to look at it with."""

    app: Flask

    @contextmanager
    def work(self) -> Iterator[None]:
        """Act as if inside a request that writes, and commit."""
        with self.app.test_request_context("/", method="POST"):
            yield
            commit()

    def make(self, login: str, **more: Any) -> None:
        """Create an account."""
        with self.work():
            facts = {"name": login.title(), "hashed": actions.hash_password(PASSWORD), **more}
            actions.create_account(login=login, **facts)

    def account(self, login: str) -> Account | None:
        """Return an account as the database has it."""
        with self.work():
            found = session().scalar(select(Account).where(Account.login == login))
            if found is not None:
                session().expunge(found)
            return found

    def browser(self) -> FlaskClient:
        """Return a browser in which nobody is signed in."""
        return self.app.test_client()

    def signed_in(self, login: str, password: str = PASSWORD) -> FlaskClient:
        """Return a browser in which *login* has signed in."""
        browser = self.browser()
        answer = browser.post("/account/sign-in", data={"login": login, "password": password})
        assert answer.status_code == 303, answer.text
        return browser


@pytest.fixture
def make_house(kind: str, database: str, tmp_path: Path) -> Iterator[Callable[..., House]]:
    """A function that makes a site with accounts, with the forum's settings it is given."""
    made: list[Flask] = []

    def make(**settings: Any) -> House:
        app = Flask("house", instance_path=str(tmp_path / "instance"), root_path=str(tmp_path))
        app.config |= {"SQLALCHEMY_DATABASE_URI": database, "TESTING": True}
        if kind != "sqlite":
            SQLAlchemy(app)
        Accounts(app)
        Forum(app, **{"drain": "inline", **settings})
        app.test_client_class = Client
        made.append(app)
        return House(app)

    yield make
    for app in made:
        clear(app, kind)


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """A site with accounts and nobody in it."""
    return make_house()
