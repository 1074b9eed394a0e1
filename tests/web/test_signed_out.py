"""After a sign-out the next page with our script deletes the drafts in the browser, and only then.

The siblings: Flask-Login's own sign-out in a host that clears the session, redirects to us, answers
itself, or prints a discussion; our own accounts; a session that merely ended; a page fetched in
advance; ``forum.signed_out()`` for a host without Flask-Login, and for somebody who is signed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, redirect, render_template_string, session
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, login_user, logout_user

from forum import Forum

from ..support.world import World

MARK = 'name="fx-signed-out"'


class Person(UserMixin):
    """Somebody of the host."""

    def __init__(self, id: str) -> None:
        self.id = self.name = id


def host(folder: Path) -> Flask:
    """Return a host with Flask-Login and several ways to sign out."""
    app = Flask("host", instance_path=str(folder), root_path=str(folder))
    app.config |= {"SECRET_KEY": "test", "TESTING": True}
    LoginManager(app).user_loader(Person)
    forum = Forum(app, guests_read=True, drain="inline")
    forum.upgrade(app)

    def sign_in() -> str:
        login_user(Person("ana"))
        return "Signed in"

    def sign_out(how: str) -> Any:
        logout_user()
        if how == "cleared":
            session.clear()
        return redirect("/forum/") if how == "redirected" else "Signed out"

    def end() -> str:
        session.clear()
        return "Ended"

    def page() -> str:
        return render_template_string("{{ forum.head() }}")

    def after() -> str:
        return render_template_string("<html>{{ forum.signed_out() }}")

    for name, view in (("in", sign_in), ("end", end), ("page", page), ("after", after)):
        app.add_url_rule(f"/{name}", name, view)
    app.add_url_rule("/out/<how>", "out", sign_out)
    return app


@pytest.fixture
def ana(tmp_path: Path) -> Iterator[FlaskClient]:
    """The browser of somebody who has signed in."""
    app = host(tmp_path)
    browser = app.test_client()
    assert browser.get("/in").text == "Signed in"
    assert MARK not in browser.get("/forum/").text
    yield browser
    with app.app_context():
        app.extensions["forum"].db.engine.dispose()


@pytest.mark.parametrize("how", ["plain", "cleared", "redirected"])
@pytest.mark.parametrize("page", ["/forum/", "/forum/-/library", "/page"])
def test_the_next_page_says_so_once(ana: FlaskClient, how: str, page: str) -> None:
    ana.get(f"/out/{how}")
    shown = ana.get(page)
    assert shown.text.count(MARK) == 1
    assert "private" in shown.headers["Cache-Control"]
    assert MARK not in ana.get("/forum/").text


def test_signing_in_again_first_changes_nothing(ana: FlaskClient) -> None:
    ana.get("/out/plain")
    ana.get("/in")
    assert MARK in ana.get("/forum/").text


def test_a_session_that_ended_says_nothing(ana: FlaskClient) -> None:
    ana.get("/end")
    assert MARK not in ana.get("/forum/").text
    assert MARK not in ana.get("/forum/?said=signed-out").text


def test_a_page_that_is_fetched_in_advance_does_not_count(ana: FlaskClient) -> None:
    ana.get("/out/plain")
    assert MARK not in ana.get("/forum/", headers={"Sec-Purpose": "prefetch"}).text
    ana.head("/forum/")
    assert MARK in ana.get("/forum/").text


def test_the_host_can_say_it_on_its_own_page(ana: FlaskClient) -> None:
    assert ana.get("/after").text == "<html>"
    ana.get("/end")
    shown = ana.get("/after").text
    assert shown.count(MARK) == 1
    assert "forum.js" in shown


def test_nobody_gets_a_cookie_for_reading(world: World) -> None:
    assert "Set-Cookie" not in world.client().get("/forum/").headers
