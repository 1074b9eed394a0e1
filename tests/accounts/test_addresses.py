"""Attempts from one network address: failed sign-ins of any name, and new accounts.

The kind: a stranger tries as much as they like by changing the name. Siblings covered: names that
nobody has, simultaneous attempts, all of one IPv6 household, an IPv4 address written as IPv6, a
proxy that the app was not told of, and an address that turns up in the database or a log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Request
from sqlalchemy import select
from werkzeug.test import EnvironBuilder

from forum.accounts import actions, addresses
from forum.accounts.addresses import Addresses, TooManyHere, address_of
from forum.core.database.base import Base
from forum.core.database.session import session

from .conftest import PASSWORD, House

MINUTE = timedelta(minutes=1)
WORD = "a long sentence"


def sign_in(house: House, login: str, password: str = "a guess", *, at: str = "192.0.2.7") -> Any:
    sent = {"login": login, "password": password}
    return house.browser().post("/account/sign-in", data=sent, environ_base={"REMOTE_ADDR": at})


def sign_up(house: House, login: str, *, at: str = "192.0.2.7") -> Any:
    sent = {"name": "Zoë", "login": login, "password": WORD, "again": WORD}
    return house.browser().post("/account/sign-up", data=sent, environ_base={"REMOTE_ADDR": at})


@pytest.fixture
def strict(make_house: Callable[..., House]) -> House:
    """A site on which five sign-ins may fail and three accounts be created from one address."""
    return make_house(sign_in_limit=5, sign_up_limit=3)


def test_failures_of_many_names_pause_their_address_and_no_other(strict: House) -> None:
    strict.make("ana")
    for n in range(5):
        assert sign_in(strict, f"nobody{n}").status_code == 422
    for login, password in (("nobody9", "a guess"), ("ana", "a guess"), ("ana", PASSWORD)):
        refused = sign_in(strict, login, password)
        assert refused.status_code == 429
        assert "from your network" in refused.text
        assert f'value="{login}"' in refused.text
        assert 1 <= int(refused.headers["Retry-After"]) <= actions.PAUSE.total_seconds()
    assert sign_in(strict, "ana", PASSWORD, at="192.0.2.8").status_code == 303


def test_signing_in_is_not_counted_and_a_known_device_is_not_paused(strict: House) -> None:
    strict.make("ana")
    browser = strict.browser()
    sent = {"login": "ana", "password": PASSWORD}
    browser.post("/account/sign-in", data=sent)
    browser.post("/account/sign-out")
    for _ in range(8):
        assert sign_in(strict, "ana", PASSWORD, at="127.0.0.1").status_code == 303
    for n in range(5):
        sign_in(strict, f"nobody{n}", at="127.0.0.1")
    assert sign_in(strict, "ana", PASSWORD, at="127.0.0.1").status_code == 429
    assert browser.post("/account/sign-in", data=sent).status_code == 303


def test_a_paused_address_costs_no_hash_and_no_statement(
    strict: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        sign_in(strict, f"nobody{n}")

    def fail(*_: object) -> bool:
        raise AssertionError("a paused address was let through")

    monkeypatch.setattr(actions, "check_password", fail)
    monkeypatch.setattr(actions, "begin_attempt", fail)
    assert sign_in(strict, "ana").status_code == 429


def test_accounts_from_one_address_are_limited(strict: House) -> None:
    assert sign_up(strict, "a b").status_code == 422  # refused for its form: not counted
    for n in range(2):
        assert sign_up(strict, f"zoe{n}").status_code == 303
    assert sign_up(strict, "zoe0").status_code == 422  # taken: whoever looks for names is counted
    refused = sign_up(strict, "zoe9")
    assert refused.status_code == 429
    assert "Too many accounts" in refused.text
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    assert WORD not in refused.text
    assert strict.account("zoe9") is None
    assert sign_up(strict, "zoe9", at="2001:db8::1").status_code == 303


def test_a_limit_can_be_switched_off(make_house: Callable[..., House]) -> None:
    house = make_house(sign_in_limit=0, sign_up_limit=0)
    assert {sign_in(house, f"nobody{n}").status_code for n in range(60)} == {422}
    assert {sign_up(house, f"zoe{n}").status_code for n in range(25)} == {303}


@pytest.mark.parametrize("name", ["sign_in_limit", "sign_up_limit"])
@pytest.mark.parametrize("value", [-1, True, "5", None, 1.5])
def test_a_limit_is_a_number(make_house: Callable[..., House], name: str, value: object) -> None:
    if value is None:
        assert make_house(**{name: value})  # unset: the default
    else:
        with pytest.raises(ValueError, match=name.upper()):
            make_house(**{name: value})


def test_an_address_is_neither_stored_nor_logged(
    strict: House, caplog: pytest.LogCaptureFixture
) -> None:
    strict.make("ana")
    odd = "198.51.100.77"
    for n in range(7):
        sign_in(strict, f"nobody{n}", at=odd)
    sign_in(strict, "ana", PASSWORD, at="198.51.100.78")
    for n in range(4):
        sign_up(strict, f"zoe{n}", at=odd)
    with strict.work():
        for table in Base.metadata.tables.values():
            assert "198.51.100" not in str(session().execute(select(table)).all())
    assert "198.51.100" not in caplog.text
    counted = strict.app.extensions["forum_accounts"].addresses
    assert b"198.51" not in b"".join(counted._counts)


def request(at: str | None, **headers: str) -> Request:
    made = EnvironBuilder(headers=headers).get_environ()
    made.pop("REMOTE_ADDR", None)
    return Request(made if at is None else {**made, "REMOTE_ADDR": at})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff:5:6:7", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::1%eth1", True),
    ],
)
def test_who_counts_as_one(one: str, other: str, same: bool) -> None:
    assert (address_of(request(one)) == address_of(request(other))) is same
    assert address_of(request(one))


def test_without_an_address_nothing_is_counted() -> None:
    for unknown in (None, "", "unix:", "x" * 1_000_000):
        assert address_of(request(unknown)) == ""
    counted = Addresses()
    for _ in range(9):
        counted.count("sign-in", "", most=1, window=MINUTE)


@pytest.mark.parametrize("header", addresses.FORWARDED)
def test_a_proxy_that_the_app_was_not_told_of_does_not_count_as_everybody(header: str) -> None:
    assert address_of(request("127.0.0.1"))
    assert address_of(request("127.0.0.1", **{header: "192.0.2.7"})) == ""
    assert address_of(request("192.0.2.7", **{header: "127.0.0.1"})) == "192.0.2.7"


def test_a_window_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(addresses, "monotonic", lambda: clock[0])
    counted = Addresses()
    for _ in range(2):
        counted.count("sign-in", "192.0.2.7", most=2, window=MINUTE)
    with pytest.raises(TooManyHere) as refused:
        counted.count("sign-in", "192.0.2.7", most=2, window=MINUTE)
    assert (refused.value.seconds, refused.value.minutes) == (60, 1)
    counted.count("sign-up", "192.0.2.7", most=2, window=MINUTE)
    clock[0] += 61
    counted.count("sign-in", "192.0.2.7", most=2, window=MINUTE)


def test_the_memory_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "MOST", 100)
    counted = Addresses()
    for n in range(1_000):
        counted.count("sign-in", str(n), most=2, window=MINUTE)
    assert len(counted._counts) == 100
    counted.forgive("sign-in", "0")  # long forgotten
    counted.forgive("sign-in", "999")


def test_a_fork_begins_with_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Addresses()
    counted.count("sign-in", "192.0.2.7", most=1, window=MINUTE)
    key = counted._key
    monkeypatch.setattr(addresses.os, "getpid", lambda: -1)
    counted.count("sign-in", "192.0.2.7", most=1, window=MINUTE)
    assert counted._key != key
