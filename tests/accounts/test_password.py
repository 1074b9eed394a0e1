"""Changing the password ends every other session."""

from __future__ import annotations

import pytest

from .conftest import PASSWORD, House

NEW = "quite another sentence"


def test_a_changed_password_ends_other_sessions_and_keeps_this_one(house: House) -> None:
    house.make("ana")
    here, there = house.signed_in("ana"), house.signed_in("ana")
    sent = {"password": PASSWORD, "new_password": NEW, "again": NEW}
    assert here.post("/account/password", data=sent).status_code == 303
    assert "Sign out" in here.get("/forum/").text
    assert "Sign out" not in there.get("/forum/").text
    old = house.browser().post("/account/sign-in", data={"login": "ana", "password": PASSWORD})
    assert old.status_code == 422
    house.signed_in("ana", NEW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"password": "not the right one"}, "password"),
        ({"new_password": "short", "again": "short"}, "new_password"),
        ({"again": "something else entirely"}, "again"),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(
    house: House, changed: dict[str, str], field: str
) -> None:
    house.make("ana")
    sent = {"password": PASSWORD, "new_password": NEW, "again": NEW, **changed}
    answer = house.signed_in("ana").post("/account/password", data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert NEW not in answer.text
    house.signed_in("ana")


def test_a_guest_is_asked_to_sign_in(house: House) -> None:
    browser = house.browser()
    assert browser.get("/account/password").location == "/account/sign-in?next=/account/password"
    assert browser.post("/account/password", data={"password": "x"}).status_code == 401
