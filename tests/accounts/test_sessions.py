"""Each session has a row at the server, and ends there without ending another.

The kind: a cookie that still opens something after its session was ended. Siblings covered: signing
out, signing in again in the same browser, a changed password (by its owner, by the command), a
deleted account, a session older than a year, one begun before the upgrade, an upgrade undone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, func, inspect, select, text, update

from forum.accounts import queries
from forum.accounts.models import AccountSession
from forum.core.database import migrate
from forum.core.database.base import now
from forum.core.database.session import session

from ..support.old_database import fill
from .conftest import PASSWORD, House

NEW = "quite another sentence"


def cookie_of(browser: FlaskClient) -> str:
    """Return the session cookie that *browser* holds."""
    cookie = browser.get_cookie("session")
    assert cookie is not None
    return cookie.value


def thief(house: House, cookie: str) -> FlaskClient:
    """Return another browser with a copied *cookie*."""
    browser = house.browser()
    browser.set_cookie("session", cookie)
    return browser


def is_signed_in(browser: FlaskClient) -> bool:
    return "Sign out" in browser.get("/forum/").text


def number_of_sessions(house: House) -> int:
    with house.work():
        return session().scalar(select(func.count()).select_from(AccountSession)) or 0


def test_signing_out_ends_this_session_at_the_server_and_no_other(house: House) -> None:
    house.make("ana")
    here, there = house.signed_in("ana"), house.signed_in("ana")
    copied = cookie_of(here)
    assert is_signed_in(thief(house, copied))
    assert here.post("/account/sign-out").status_code == 303
    assert not is_signed_in(here)
    assert not is_signed_in(thief(house, copied))
    sent = {"pace": "never", "text": "Hello"}
    assert thief(house, copied).post("/forum/-/read", data=sent).status_code == 401
    assert is_signed_in(there)
    assert number_of_sessions(house) == 1


def test_signing_out_twice_or_as_a_guest_changes_nothing(house: House) -> None:
    house.make("ana")
    there = house.signed_in("ana")
    for browser in (house.browser(), thief(house, "no.such.session")):
        assert browser.post("/account/sign-out").status_code == 303
    assert is_signed_in(there)


def test_signing_in_as_somebody_else_ends_the_session_it_replaces(house: House) -> None:
    house.make("ana")
    house.make("ben")
    browser = house.signed_in("ana")
    copied = cookie_of(browser)
    browser.post("/account/sign-in", data={"login": "ben", "password": PASSWORD})
    assert is_signed_in(browser)
    assert not is_signed_in(thief(house, copied))
    assert number_of_sessions(house) == 1


def test_a_changed_password_ends_every_other_session(house: House) -> None:
    house.make("ana")
    house.make("ben")
    here, there, other = house.signed_in("ana"), house.signed_in("ana"), house.signed_in("ben")
    copied = cookie_of(here)
    sent = {"password": PASSWORD, "new_password": NEW, "again": NEW}
    assert here.post("/account/password", data=sent).status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(thief(house, copied))
    assert not is_signed_in(there)
    assert is_signed_in(other)


def test_a_deleted_account_leaves_no_session(house: House) -> None:
    house.make("ana")
    house.make("ben")
    browser, other = house.signed_in("ana"), house.signed_in("ben")
    found = house.account("ana")
    assert found is not None
    assert (
        house.app.test_cli_runner().invoke(args=["forum", "forget", str(found.id)]).exit_code == 0
    )
    assert not is_signed_in(browser)
    assert is_signed_in(other)
    assert number_of_sessions(house) == 1


def test_a_session_ends_after_a_year_and_its_row_goes(house: House) -> None:
    house.make("ana")
    browser = house.signed_in("ana")
    with house.work():
        begun = now() - queries.LASTS - timedelta(seconds=1)
        session().execute(update(AccountSession).values(begun_at=begun))
    assert not is_signed_in(browser)
    house.signed_in("ana")
    assert number_of_sessions(house) == 1


def test_the_row_holds_nothing_that_opens_the_session(house: House) -> None:
    house.make("ana")
    browser = house.signed_in("ana")
    with browser.session_transaction() as kept:
        key = kept["_user_id"]
    with house.work():
        row = session().execute(select(AccountSession.__table__)).one()
    assert key not in str(row)
    assert set(row._fields) == {"hash", "account_id", "begun_at"}
    with browser.session_transaction() as kept:
        kept["_user_id"] = row.hash
    assert not is_signed_in(browser)


def test_a_member_s_page_costs_no_statement_more(house: House) -> None:
    house.make("ana")
    browser = house.signed_in("ana")
    with house.app.app_context():
        engine = house.app.extensions["forum"].db.engine
    from ..support.statements import counted

    with counted(engine) as sent:
        browser.get("/account/password")
    assert len([s for s in sent if "forum_session" in str(s)]) == 1
    assert len([s for s in sent if "forum_account" in str(s)]) == 1


MIGRATED = ("sqlite", "sqlite with foreign keys", "postgres")


@pytest.fixture(params=MIGRATED)
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, empty_postgres: Callable[[], str]
) -> Any:
    """An engine of an empty database."""
    is_postgres = request.param == "postgres"
    made = create_engine(empty_postgres() if is_postgres else f"sqlite:///{tmp_path / 'host.db'}")
    yield made
    made.dispose()


def test_the_upgrade_ends_sessions_and_can_be_undone(engine: Engine, tmp_path: Path) -> None:
    fill(engine, "0003", tmp_path)
    with engine.begin() as connection:
        before = connection.execute(text("SELECT id, login, password FROM forum_account")).all()
    assert before
    migrate.upgrade(engine)
    columns = {c["name"] for c in inspect(engine).get_columns("forum_account")}
    assert "session_number" not in columns
    with engine.begin() as connection:
        account = connection.execute(text("SELECT min(id) FROM forum_account")).scalar()
        connection.execute(
            text(
                "INSERT INTO forum_session (hash, account_id, begun_at)"
                " VALUES ('x', :id, '2026-01-01 00:00:00')"
            ),
            {"id": account},
        )
    migrate.downgrade(engine, "0003")
    assert "forum_session" not in inspect(engine).get_table_names()
    with engine.begin() as connection:
        kept = "SELECT id, login, password FROM forum_account WHERE session_number = 1"
        assert connection.execute(text(kept)).all() == before
    migrate.upgrade(engine)
