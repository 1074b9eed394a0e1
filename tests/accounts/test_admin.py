"""``flask forum admin NAME``."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from forum import Forum

from .conftest import House


def test_the_first_admin_is_made_with_a_password_shown_once(house: House) -> None:
    said = house.app.test_cli_runner().invoke(args=["forum", "admin", "Ana", "--random"])
    assert said.exit_code == 0, said.output
    shown = re.search(r"shown this once: (\S+)", said.output)
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


def test_an_account_that_is_there_is_promoted_and_keeps_its_password(house: House) -> None:
    house.make("ana")
    said = house.app.test_cli_runner().invoke(args=["forum", "admin", "ANA"])
    assert said.exit_code == 0, said.output
    found = house.account("ana")
    assert found is not None
    assert found.is_admin
    house.signed_in("ana")


def test_a_name_with_a_space_is_refused(house: House) -> None:
    assert house.app.test_cli_runner().invoke(args=["forum", "admin", "a b"]).exit_code == 2


def test_a_site_with_its_own_login_is_told_what_to_do_instead(tmp_path: Path) -> None:
    app = Flask("host", instance_path=str(tmp_path))
    Forum(app)
    said = app.test_cli_runner().invoke(args=["forum", "admin", "ana"])
    assert said.exit_code == 1
    assert "is_admin" in said.output
