"""Making an account, and the words at a field that is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import House

SENT = {
    "name": "Zoë Åkesson",
    "login": "Zoe@Example.org",
    "organisation": "Vestmark",
    "password": "a long sentence",
    "again": "a long sentence",
}


def test_making_an_account_signs_in(house: House) -> None:
    browser = house.browser()
    answer = browser.post("/account/sign-up", data={**SENT, "next": "/forum/-/library"})
    assert answer.location == "/forum/-/library"
    assert "Zoë Åkesson" in browser.get("/forum/").text
    made = house.account("zoe@example.org")
    assert made is not None
    assert not made.is_admin
    assert made.organisation == "Vestmark"
    assert "a long sentence" not in made.password


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"password": "too short", "again": "too short"}, "password"),
        ({"password": "x" * 1001, "again": "x" * 1001}, "password"),
        ({"again": "another sentence"}, "again"),
        ({"name": " \u200b "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"login": ""}, "login"),
        ({"login": "zoe akesson"}, "login"),
        ({"login": "x" * 81}, "login"),
        ({"login": "TAKEN"}, "login"),
    ],
)
def test_an_invalid_field_is_refused_at_the_field(
    house: House, changed: dict[str, str], field: str
) -> None:
    house.make("taken")
    answer = house.browser().post("/account/sign-up", data={**SENT, **changed})
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert "a long sentence" not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert house.account("zoe@example.org") is None


def test_signing_up_cannot_make_an_administrator(house: House) -> None:
    house.browser().post("/account/sign-up", data={**SENT, "is_admin": "1", "id": "99"})
    made = house.account("zoe@example.org")
    assert made is not None
    assert not made.is_admin


def test_a_name_is_escaped(house: House) -> None:
    browser = house.browser()
    browser.post("/account/sign-up", data={**SENT, "name": "\"'><canary-17>\u202e"})
    page = browser.get("/forum/").text
    assert "<canary-17>" not in page
    assert "\u202e" not in page


def test_there_is_no_sign_up_page_if_it_is_switched_off(make_house: Callable[..., House]) -> None:
    house = make_house(sign_up=False)
    browser = house.browser()
    assert browser.get("/account/sign-up").location.startswith("/account/sign-in")
    assert browser.post("/account/sign-up", data=SENT).status_code == 404
    assert house.account("zoe@example.org") is None
    assert "Create an account" not in browser.get("/account/sign-in").text
