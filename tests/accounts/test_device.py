"""A stranger's failures never pause somebody who signed in on this device before, or is signed in.

The kind: anybody who knows a name can keep its owner out. Siblings covered: a known device, one
that several people use, a changed password while signed in, an administrator, a device mark that
was stolen, forged, moved to another name, or made too long; and that a mark opens nothing.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts import actions, device_mark
from forum.accounts.models import SignInFailure
from forum.core.database.session import session

from .conftest import PASSWORD, House

PATH = "/account/sign-in"
NEW = "quite another sentence"


def attempt(browser: FlaskClient, login: str, password: str = "a guess") -> int:
    answer = browser.post(PATH, data={"login": login, "password": password})
    return answer.status_code


def pause(house: House, login: str) -> None:
    """Let a stranger fail until signing in with *login* pauses."""
    for _ in range(actions.ATTEMPTS):
        attempt(house.browser(), login)
    assert attempt(house.browser(), login, PASSWORD) == 429


def known_device(house: House, *logins: str) -> FlaskClient:
    """Return a browser in which *logins* have signed in, one after the other, and out."""
    browser = house.browser()
    for login in logins:
        assert attempt(browser, login, PASSWORD) == 303
        browser.post("/account/sign-out")
    return browser


def mark(browser: FlaskClient) -> str:
    cookie = browser.get_cookie(device_mark.COOKIE, path="/account")
    assert cookie is not None
    return cookie.value


@pytest.mark.parametrize("is_admin", [False, True])
def test_a_stranger_pauses_strangers_only(house: House, is_admin: bool) -> None:
    house.make("ana", is_admin=is_admin)
    browser = known_device(house, "ana")
    pause(house, "ana")
    assert attempt(browser, "ANA", PASSWORD) == 303
    pause(house, "ana")  # signing in has not reset what strangers have failed


def test_each_of_several_people_on_one_device_is_known(house: House) -> None:
    for login in ("ana", "ben"):
        house.make(login)
    browser = known_device(house, "ana", "ben")
    for login in ("ana", "ben"):
        pause(house, login)
    for login in ("ana", "ben", "ana"):
        assert attempt(browser, login, PASSWORD) == 303


@pytest.mark.parametrize("what", ["sign-up", "password"])
def test_who_makes_an_account_or_changes_a_password_leaves_the_marks_of_others(
    house: House, what: str
) -> None:
    house.make("ben")
    house.make("ana")
    browser = known_device(house, "ben")
    if what == "password":
        assert attempt(browser, "ana", PASSWORD) == 303
        sent = {"password": PASSWORD, "new_password": NEW, "again": NEW}
    else:
        sent = {"name": "Cleo", "login": "cleo", "password": NEW, "again": NEW}
    assert browser.post(f"/account/{what}", data=sent).status_code in (302, 303)
    browser.post("/account/sign-out")
    pause(house, "ben")
    assert attempt(browser, "ben", PASSWORD) == 303


def test_making_an_account_makes_the_device_known(house: House) -> None:
    browser, word = house.browser(), "a long sentence"
    sent = {"name": "Zoë", "login": "zoe", "password": word, "again": word}
    assert browser.post("/account/sign-up", data=sent).status_code == 303
    browser.post("/account/sign-out")
    for _ in range(actions.ATTEMPTS):
        attempt(house.browser(), "zoe")
    assert attempt(house.browser(), "zoe", word) == 429
    assert attempt(browser, "zoe", word) == 303


def test_a_known_device_pauses_by_its_own_failures_and_pauses_nobody_else(house: House) -> None:
    house.make("ana")
    browser, other = known_device(house, "ana"), known_device(house, "ana")
    for _ in range(actions.ATTEMPTS):
        assert attempt(browser, "ana") == 422
    assert attempt(browser, "ana", PASSWORD) == 429
    assert attempt(other, "ana", PASSWORD) == 303
    assert attempt(house.browser(), "ana", PASSWORD) == 303


def test_whoever_is_signed_in_can_change_the_password_during_a_pause(house: House) -> None:
    house.make("ana")
    here = house.signed_in("ana")
    pause(house, "ana")
    sent = {"password": PASSWORD, "new_password": NEW, "again": NEW}
    assert here.post("/account/password", data=sent).status_code == 303


def test_guessing_the_password_in_an_open_session_pauses_that_session_only(house: House) -> None:
    house.make("ana")
    here, there = house.signed_in("ana"), house.signed_in("ana")
    sent = {"password": "a guess", "new_password": NEW, "again": NEW}
    for _ in range(actions.ATTEMPTS):
        assert here.post("/account/password", data=sent).status_code == 422
    refused = here.post("/account/password", data={**sent, "password": PASSWORD})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    assert there.post("/account/password", data={**sent, "password": PASSWORD}).status_code == 303


def test_a_mark_opens_nothing(house: House) -> None:
    house.make("ana")
    stranger = house.browser()
    stranger.set_cookie(device_mark.COOKIE, mark(known_device(house, "ana")), path=PATH)
    assert "Sign out" not in stranger.get("/forum/").text
    assert attempt(stranger, "ana") == 422


@pytest.mark.parametrize("made", ["another name", "forged", "cut", "long", "odd"])
def test_a_mark_that_is_not_right_counts_for_nothing(house: House, made: str) -> None:
    for login in ("ana", "eve"):
        house.make(login)
    right = mark(known_device(house, "ana"))
    wrong = {
        "another name": mark(known_device(house, "eve")),
        "forged": "abcdef.aaaaaa." + right.rpartition(".")[2],
        "cut": right[:-1],
        "long": "~".join([right] * 60),
        "odd": "~~.~\N{SNOWMAN}",
    }[made]
    pause(house, "ana")
    browser = house.browser()
    browser.set_cookie(device_mark.COOKIE, wrong, path=PATH)
    assert attempt(browser, "ana", PASSWORD) == 429


def test_a_mark_keeps_five_people_at_most(house: House) -> None:
    logins = [f"person{n}" for n in range(7)]
    for login in logins:
        house.make(login)
    kept = mark(known_device(house, *logins))
    assert kept.count("~") == device_mark.MOST - 1
    assert len(kept) < 400
    assert not any(login in kept for login in logins)


def test_the_cookie_is_hidden_from_scripts_and_sent_to_the_account_pages(house: House) -> None:
    house.make("ana")
    answer = house.browser().post(PATH, data={"login": "ana", "password": PASSWORD})
    (cookie,) = (c for c in answer.headers.getlist("Set-Cookie") if device_mark.COOKIE in c)
    for part in ("HttpOnly", "SameSite=Lax", "Path=/account;", "Max-Age=31536000"):
        assert part in cookie
    assert "Secure" not in cookie
    house.app.config["SESSION_COOKIE_SECURE"] = True
    answer = house.browser().post(PATH, data={"login": "ana", "password": PASSWORD})
    (cookie,) = (c for c in answer.headers.getlist("Set-Cookie") if device_mark.COOKIE in c)
    assert "Secure" in cookie


def test_an_unknown_name_answers_as_before_on_a_device_that_is_known(house: House) -> None:
    house.make("ana")
    browser = known_device(house, "ana")
    browser.get(PATH)  # the page after a sign-out deletes the drafts: no other does
    sent = {"password": "not the right one"}
    known = house.browser().post(PATH, data={**sent, "login": "ana"})
    other = browser.post(PATH, data={**sent, "login": "bob"})
    assert known.status_code == other.status_code
    assert known.text.replace("ana", "bob") == other.text


def test_what_is_counted_is_kept_as_a_hash(house: House) -> None:
    house.make("ana")
    browser = known_device(house, "ana")
    attempt(browser, "ana")
    attempt(house.browser(), "ana")
    with house.work():
        kept = session().scalars(select(SignInFailure.hash)).all()
    assert len(kept) == 2
    assert all(len(hash) == 64 for hash in kept)
