"""Signing in and out, counted attempts, and the page that follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.accounts import actions
from forum.accounts.models import SignInFailure
from forum.core.database.base import now
from forum.core.database.session import session
from forum.members.models import Member

from ..support.said import unsigned
from ..support.statements import counted
from .conftest import PASSWORD, House


def test_the_page_shows_who_is_signed_in_until_they_sign_out(house: House) -> None:
    house.make("ana", name="Ana Marques")
    browser = house.signed_in("ANA")
    page = browser.get("/forum/").text
    assert "Ana Marques" in page
    assert "Sign out" in page
    left = browser.post("/account/sign-out")
    assert unsigned(left.location) == "/account/sign-in?said=signed-out"
    shown = browser.get(left.location).text
    assert "You are signed out." in shown
    assert 'name="fx-signed-out"' in shown
    assert (
        "You are signed out."
        not in house.signed_in("ana").get(left.location, follow_redirects=True).text
    )
    page = browser.get("/forum/", follow_redirects=True).text
    assert "Ana Marques" not in page
    assert "Create an account" in page


def test_a_wrong_password_is_refused_at_its_field_and_never_printed(house: House) -> None:
    house.make("ana")
    answer = house.browser().post(
        "/account/sign-in", data={"login": "ana", "password": "not the right one"}
    )
    assert answer.status_code == 422
    assert 'aria-describedby="password-wrong "' in answer.text
    assert 'value="ana"' in answer.text
    assert "not the right one" not in answer.text
    assert answer.headers.getlist("Set-Cookie") == []


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password(house: House) -> None:
    house.make("ana")
    sent = {"password": "not the right one"}
    known = house.browser().post("/account/sign-in", data={**sent, "login": "ana"})
    other = house.browser().post("/account/sign-in", data={**sent, "login": "bob"})
    assert known.status_code == other.status_code
    assert known.text.replace("ana", "bob") == other.text


def test_an_unknown_name_costs_a_hash_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    check = actions.check_password_hash

    def noted(stored: str, given: str) -> bool:
        seen.append(given)
        return check(stored, given)

    monkeypatch.setattr(actions, "check_password_hash", noted)
    house.browser().post("/account/sign-in", data={"login": "nobody", "password": "guess"})
    assert seen == ["guess"]


def test_an_unknown_name_pauses_like_a_known_one(house: House) -> None:
    house.make("ana")
    answers: dict[str, list[tuple[int, str]]] = {"ana": [], "bob": []}
    for _ in range(actions.ATTEMPTS + 2):
        for login, seen in answers.items():
            sent = {"login": login, "password": "a guess"}
            got = house.browser().post("/account/sign-in", data=sent)
            seen.append((got.status_code, got.text.replace(login, "…")))
    assert answers["ana"] == answers["bob"]
    assert [status for status, _ in answers["bob"]][-3:] == [422, 429, 429]


def test_typed_names_are_stored_as_hashes_and_old_failures_deleted(house: House) -> None:
    house.make("ana")
    with house.work():
        for login in ("hunter2", "ANA", "ana"):
            actions.begin_attempt(login)
        kept = session().scalars(select(SignInFailure.hash)).all()
        assert len(kept) == 2
        assert "hunter2" not in str(kept)
        session().execute(
            update(SignInFailure)
            .where(SignInFailure.failures == 1)
            .values(failed_at=now() - actions.PAUSE - timedelta(seconds=1))
        )
    house.signed_in("ana")
    with house.work():
        assert session().scalars(select(SignInFailure.hash)).all() == []


def test_an_unknown_name_costs_as_many_statements_as_a_known_one(house: House) -> None:
    house.make("ana")
    counts = []
    with house.work():
        engine = session().get_bind().engine
        for login in ("ana", "bob", "ana", "bob"):
            with counted(engine) as sent:
                actions.begin_attempt(login)
            counts.append(len(sent))
    assert len(set(counts)) == 1


def test_after_ten_failures_even_the_right_password_waits(house: House) -> None:
    house.make("ana")
    browser = house.browser()
    for _ in range(actions.ATTEMPTS):
        answer = browser.post("/account/sign-in", data={"login": "ana", "password": "a guess"})
        assert answer.status_code == 422
    paused = browser.post("/account/sign-in", data={"login": "ana", "password": PASSWORD})
    assert paused.status_code == 429
    assert "Try again in 15 minutes" in paused.text
    assert paused.headers["Retry-After"] == "900"
    with house.work():
        session().execute(
            update(SignInFailure).values(failed_at=now() - actions.PAUSE - timedelta(seconds=1))
        )
    house.signed_in("ana")
    with house.work():
        assert session().scalar(select(SignInFailure.hash)) is None


def test_attempts_are_counted_before_the_password_is_checked(house: House) -> None:
    house.make("ana")
    with house.work():
        for _ in range(actions.ATTEMPTS):
            assert actions.begin_attempt("ana")
        with pytest.raises(actions.Paused):
            actions.begin_attempt("ana")


def test_failures_of_one_name_do_not_stop_another(house: House) -> None:
    house.make("ana")
    house.make("ben")
    with house.work():
        for _ in range(actions.ATTEMPTS):
            actions.begin_attempt("ana")
    ben = {"login": "ben", "password": PASSWORD}
    assert house.browser().post("/account/sign-in", data=ben).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/forum/-/library", "/forum/-/library"),
        ("/forum/t/5?page=2", "/forum/t/5?page=2"),
        ("//elsewhere.example/", "/forum/?said=signed-in"),
        ("/\\elsewhere.example/", "/forum/?said=signed-in"),
        ("https://elsewhere.example/", "/forum/?said=signed-in"),
        ("/\t/elsewhere.example", "/forum/?said=signed-in"),
        ("javascript:alert(1)", "/forum/?said=signed-in"),
        ("", "/forum/?said=signed-in"),
    ],
)
def test_signing_in_redirects_only_to_pages_of_this_site(
    house: House, wanted: str, led_to: str
) -> None:
    house.make("ana")
    sent = {"login": "ana", "password": PASSWORD, "next": wanted}
    answer = house.browser().post("/account/sign-in", data=sent)
    assert unsigned(answer.location) == led_to


def test_a_page_for_members_leads_to_signing_in_and_back(house: House) -> None:
    answer = house.browser().get("/forum/-/for-you")
    assert answer.location == "/account/sign-in?next=/forum/-/for-you"
    assert "Set-Cookie" not in answer.headers


def test_a_form_from_another_site_signs_nobody_in(house: House) -> None:
    house.make("ana")
    answer = house.browser().post(
        "/account/sign-in",
        data={"login": "ana", "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert PASSWORD not in answer.text


def session_cookie(answer: Any) -> str:
    """Return the header that sets the cookie of the session, not that of the device."""
    (cookie,) = (c for c in answer.headers.getlist("Set-Cookie") if c.startswith("session="))
    return str(cookie)


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(house: House) -> None:
    house.make("ana")
    answer = house.browser().post("/account/sign-in", data={"login": "ana", "password": PASSWORD})
    cookie = session_cookie(answer)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_staying_signed_in_keeps_the_cookie(house: House) -> None:
    house.make("ana")
    sent = {"login": "ana", "password": PASSWORD, "stay": "1"}
    answer = house.browser().post("/account/sign-in", data=sent)
    assert "Expires" in session_cookie(answer)


def test_an_account_becomes_a_member_with_its_name_and_organisation(house: House) -> None:
    house.make("ana", name="Ana Marques", organisation="Vale Sereno", is_admin=True)
    browser = house.signed_in("ana")
    space = {"name": "Letters", "purpose": "For letters", "access": "open"}
    assert browser.post("/forum/-/spaces/new", data=space).status_code == 302
    with house.work():
        found = session().execute(select(Member.name, Member.organisation)).one()
    assert tuple(found) == ("Ana Marques", "Vale Sereno")
    assert browser.get("/forum/-/spaces/new").status_code == 200


@pytest.mark.parametrize("key", ["", "1", "1.1", "²", "\0", "\ud800", "x" * 3_000])
def test_an_invalid_session_is_a_guest(house: House, key: str) -> None:
    house.make("ana")
    browser = house.signed_in("ana")
    with browser.session_transaction() as kept:
        kept["_user_id"] = key
    assert "Sign out" not in browser.get("/forum/").text
