"""A host's own error handlers never take a text, and a redirect of ours never names a host.

The kind: Flask looks for a handler by code before it looks for one without, so a host's handler for
a code would win over a blueprint's for all errors. Siblings that are tried: every code; a class of
the host's with a known code and one with a code that the framework does not know; Flask-WTF's
error for a token that is missing or expired, for a session that was lost; a form that is too large;
a form sent to a page, or to no page, of ours, where no view and no blueprint is found; an error
before our views; the same from the host's own page; a layout that fails. GET as well as POST.

Redirects that the router makes: the slash after the mount, and double slashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from forum import Forum

from . import handlers, prefixed
from .deeds import ask, make_space, signed_in, with_tables
from .door import close
from .handlers import THEIRS
from .host import Browser, Host

TEXT = "Typed for an hour: é, <b>."
SHOWN = "Typed for an hour: é, &lt;b&gt;."
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = with_tables("handlers", partial(handlers.create, tmp_path), tmp_path)
    yield host
    close(host.app)


@pytest.fixture
def thread(host: Host) -> str:
    ana = signed_in(host, "ana")
    make_space(ana)
    return ask(ana)


def sent(browser: Browser, address: str, **more: Any) -> Any:
    """Send a text as a browser does, without a token, and return the answer."""
    return browser.client.post(
        address, data={"text": TEXT, **more.pop("data", {})}, headers={**SAME, **more}
    )


FAILURES = [*map(str, handlers.CODES), "TooFast", "Dunno", "Exception"]


@pytest.mark.parametrize("failure", FAILURES)
def test_an_error_before_our_view_does_not_lose_the_text(
    host: Host, thread: str, failure: str
) -> None:
    answer = sent(signed_in(host, "ben"), f"{thread}/reply", **{"X-Fail": failure})
    assert answer.status_code >= 400
    assert THEIRS not in answer.text
    if failure != "413":  # its form may not be read; the page says to go back
        assert SHOWN in answer.text
    assert host.mark in answer.text


@pytest.mark.parametrize("failure", FAILURES)
def test_a_page_that_fails_is_ours_too(host: Host, thread: str, failure: str) -> None:
    got = signed_in(host, "ben").client.get(thread, headers={"X-Fail": failure})
    assert THEIRS not in got.text
    assert host.mark in got.text or got.status_code == 302


@pytest.mark.parametrize("failure", FAILURES)
def test_the_pages_of_the_host_keep_its_handlers(host: Host, failure: str) -> None:
    got = Browser(host).client.get("/policy", headers={"X-Fail": failure})
    assert THEIRS in got.text or got.location == "/login"
    assert Browser(host).client.post("/nowhere").text == THEIRS


def test_a_missing_and_an_expired_token_do_not_lose_the_text(host: Host, thread: str) -> None:
    ben = signed_in(host, "ben")
    answer = sent(ben, f"{thread}/reply")
    assert (answer.status_code, SHOWN in answer.text) == (400, True)
    ben.get(thread)
    (form,) = (f for f in ben.forms() if f["action"].endswith("/reply"))
    host.app.config["WTF_CSRF_TIME_LIMIT"] = -1
    answer = sent(ben, f"{thread}/reply", data={"csrf_token": form["fields"]["csrf_token"]})
    assert (answer.status_code, SHOWN in answer.text) == (400, True)


@pytest.mark.parametrize("address", ["/policy", "thread"])
def test_a_lost_session_does_not_lose_the_text(host: Host, thread: str, address: str) -> None:
    ben = signed_in(host, "ben")
    ben.get(thread if address == "thread" else address)
    assert THEIRS not in ben.text
    ben.forget()
    form = next(f for f in ben.forms() if "text" in f["fields"])
    answer = sent(ben, form["action"], data={**form["fields"], "text": TEXT})
    assert (answer.status_code, SHOWN in answer.text) == (401, True)
    assert "Sign in to send this" in answer.text


@pytest.mark.parametrize("failure", FAILURES)
def test_the_discussion_on_the_host_s_page_does_not_lose_a_text(
    host: Host, thread: str, failure: str
) -> None:
    answer = sent(signed_in(host, "ben"), "/forum/-/on-page", **{"X-Fail": failure})
    assert THEIRS not in answer.text
    assert failure == "413" or SHOWN in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("path", "status"),
    [("/-/threads", 405), ("/nowhere/at/all", 404), ("/t/0", 405), ("/-/open/more", 404)],
)
def test_a_form_sent_to_an_address_that_takes_none_does_not_lose_the_text(
    host: Host, thread: str, method: str, path: str, status: int
) -> None:
    host.app.config["WTF_CSRF_ENABLED"] = False
    ben = signed_in(host, "ben")
    answer = ben.client.open(
        f"/forum{path}", method=method, data={"text": TEXT}, headers=SAME, buffered=True
    )
    assert answer.status_code == status
    assert THEIRS not in answer.text
    assert method != "POST" or SHOWN in answer.text


def test_a_form_that_is_too_large_is_answered_in_words(host: Host, thread: str) -> None:
    host.app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = sent(signed_in(host, "ben"), f"{thread}/reply", data={"text": "x" * 2000})
    assert answer.status_code == 413
    assert THEIRS not in answer.text
    assert "larger than the site accepts" in answer.text


def test_a_guest_who_asks_for_a_page_that_is_not_theirs_is_asked_to_sign_in(tmp_path: Path) -> None:
    host = handlers.create(tmp_path, guests_read=True)
    host.set_up()
    host.forum.upgrade(host.app)
    for path in ("/t/99", "/nowhere", "/s/none"):
        got = host.app.test_client().get(f"/forum{path}")
        assert got.status_code == 302, path
        assert got.location.startswith("/login"), path
    close(host.app)


def test_a_layout_that_fails_does_not_lose_the_text(host: Host, thread: str) -> None:
    ben = signed_in(host, "ben")
    host.app.config["LAYOUT_FAILS"] = True
    answer = sent(ben, f"{thread}/reply")
    assert (answer.status_code, SHOWN in answer.text) == (400, True)
    got = ben.client.get(f"{thread}-which-form")
    assert (got.status_code, THEIRS in got.text) == (500, False)


@pytest.mark.parametrize("forged", [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}])
@pytest.mark.parametrize("path", ["", "?a=1&b=ü", "//t/3", "/t//3", "//", "///?q=x"])
def test_no_redirect_of_the_router_names_a_host(
    tmp_path: Path, forged: dict[str, str], path: str
) -> None:
    host = prefixed.create(tmp_path, prefix="/a/b", proxied="header")
    host.set_up()
    host.forum.upgrade(host.app)
    got = host.app.test_client().get(f"/a/b{path}", headers={**host.headers, **forged})
    assert got.status_code in {302, 308}, got.text
    assert got.location.startswith(f"{host.below}/")
    assert "evil" not in got.location.partition("?")[0]
    assert "evil" not in got.text.partition("?")[0]
    close(host.app)


def test_a_redirect_of_the_host_s_own_stays_as_it_is() -> None:
    app = Flask("host")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    app.add_url_rule("/theirs/", "theirs", lambda: "theirs")
    Forum(app, user=lambda: None, login=lambda: "Sign in", url_prefix="/")
    assert app.test_client().get("/theirs").location == "http://localhost/theirs/"
