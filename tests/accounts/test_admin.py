"""``flask forum admin NAME`` and ``flask forum password NAME``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from forum import Forum
from forum.accounts import actions

from .conftest import PASSWORD, House


def test_the_first_admin_gets_a_password_that_is_shown_once(house: House) -> None:
    said = house.app.test_cli_runner().invoke(args=["forum", "admin", "Ana", "--random"])
    assert said.exit_code == 0, said.output
    shown = re.search(r"shown only once: (\S+)", said.output)
    assert shown
    browser = house.signed_in("ana", shown[1])
    assert browser.get("/forum/-/spaces/new").status_code == 200


def test_a_password_that_is_typed_must_be_long_enough(house: House) -> None:
    typed = "short\nshort\na long sentence\na long sentence\n"
    said = house.app.test_cli_runner().invoke(args=["forum", "admin", "ana"], input=typed)
    assert said.exit_code == 0, said.output
    assert "at least 10 characters" in said.output
    assert "a long sentence" not in said.output
    house.signed_in("ana", "a long sentence")


def test_an_existing_account_becomes_an_administrator_with_its_password(house: House) -> None:
    house.make("ana")
    said = house.app.test_cli_runner().invoke(args=["forum", "admin", "ANA"])
    assert said.exit_code == 0, said.output
    found = house.account("ana")
    assert found is not None
    assert found.is_admin
    house.signed_in("ana")


def test_a_name_with_a_space_is_refused(house: House) -> None:
    assert house.app.test_cli_runner().invoke(args=["forum", "admin", "a b"]).exit_code == 2


def test_a_forgotten_password_is_replaced_by_one_shown_once(house: House) -> None:
    house.make("ana")
    browser = house.signed_in("ana")
    for _ in range(actions.ATTEMPTS + 1):
        house.browser().post("/account/sign-in", data={"login": "ana", "password": "a guess"})
    said = house.app.test_cli_runner().invoke(args=["forum", "password", "ANA", "--random"])
    assert said.exit_code == 0, said.output
    shown = re.search(r"shown only once: (\S+)", said.output)
    assert shown
    house.signed_in("ana", shown[1])
    assert "Sign out" not in browser.get("/forum/").text
    found = house.account("ana")
    assert found is not None
    assert not found.is_admin
    sent = {"login": "ana", "password": PASSWORD}
    assert house.browser().post("/account/sign-in", data=sent).status_code == 422


def test_a_new_password_can_be_typed(house: House) -> None:
    house.make("ana")
    typed = "short\nshort\nanother sentence\nanother sentence\n"
    said = house.app.test_cli_runner().invoke(args=["forum", "password", "ana"], input=typed)
    assert said.exit_code == 0, said.output
    assert "another sentence" not in said.output
    house.signed_in("ana", "another sentence")


def test_changing_a_password_does_not_create_an_account(house: House) -> None:
    said = house.app.test_cli_runner().invoke(args=["forum", "password", "ana", "--random"])
    assert said.exit_code == 1
    assert "There is no account ana" in said.output
    assert house.account("ana") is None


@pytest.mark.parametrize(("word", "instead"), [("admin", "is_admin"), ("password", "there")])
def test_on_a_site_with_its_own_login_the_commands_say_what_to_do_instead(
    tmp_path: Path, word: str, instead: str
) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    Forum(app)
    said = app.test_cli_runner().invoke(args=["forum", word, "ana"])
    assert said.exit_code == 1
    assert instead in said.output
