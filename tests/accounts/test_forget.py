"""A forgotten person's account is deleted, and its id is never given again."""

from __future__ import annotations

from sqlalchemy import select

from forum.core.database.session import session
from forum.members.models import Member

from .conftest import House


def id_of(house: House, login: str) -> int:
    found = house.account(login)
    assert found is not None
    return found.id


def test_the_account_goes_with_the_member(house: House) -> None:
    house.make("ana", name="Ana Marques")
    house.make("ben")
    browser = house.signed_in("ana")
    browser.post("/forum/-/read")
    runner, id = house.app.test_cli_runner(), str(id_of(house, "ana"))
    assert runner.invoke(args=["forum", "forget", id]).exit_code == 0
    assert runner.invoke(args=["forum", "forget", id]).exit_code == 1
    assert house.account("ana") is None
    assert house.account("ben") is not None
    assert "Sign out" not in browser.get("/forum/").text
    with house.work():
        assert session().scalar(select(Member.name)) == ""


def test_an_account_that_never_wrote_is_deleted_too(house: House) -> None:
    house.make("ana")
    runner = house.app.test_cli_runner()
    for odd in ("0", "x", "99999999999999999999", "01"):
        assert runner.invoke(args=["forum", "forget", odd]).exit_code == 1
    said = runner.invoke(args=["forum", "forget", str(id_of(house, "ana"))])
    assert said.exit_code == 0, said.output
    assert house.account("ana") is None


def test_an_old_session_does_not_become_that_of_the_next_account(house: House) -> None:
    house.make("ana")
    browser, old = house.signed_in("ana"), id_of(house, "ana")
    house.app.test_cli_runner().invoke(args=["forum", "forget", str(old)])
    house.make("eve")
    assert id_of(house, "eve") != old
    assert "Sign out" not in browser.get("/forum/").text
