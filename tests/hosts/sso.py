"""Single sign-on: people sign in at another origin, which sends them back with a ticket."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from flask import redirect, render_template, request, session
from werkzeug.wrappers import Response

from forum import Forum, Person

from .door import PEOPLE, flask
from .host import Browser, Host

SSO = "https://sso.example"
BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock %}</head><body><u>One door</u>{% block content %}{% endblock %}</body>
</html>"""


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "sso", base=BASE, home='{% extends "base.html" %}')
    app.add_url_rule("/", "home", lambda: render_template("home.html"))

    @app.get("/back")
    def back() -> Response:
        session["uid"] = request.args["ticket"].removeprefix("ticket-")
        return redirect(request.args["to"])

    def login() -> Response:
        back = quote(request.url_root + "back?to=" + request.full_path, safe="")
        return redirect(f"{SSO}/login?service={back}")

    def person(uid: str) -> Person:
        return Person(id=f"uid={uid},ou=staff", name=PEOPLE[uid], url=f"{SSO}/people/{uid}")

    forum = Forum(
        app,
        user=lambda: session.get("uid"),
        person=person,
        login=login,
        load=lambda id: id.removeprefix("uid=").partition(",")[0],
        can=lambda viewer, act, _: viewer.name == PEOPLE["ana"] if act == "administer" else None,
        **{"drain": "inline", **settings},
    )
    return Host(app=app, forum=forum, enter=enter, mark="<u>One door</u>", elsewhere=SSO)


def enter(browser: Browser, name: str) -> None:
    """Sign in there: the ticket leads back to where one wanted to go."""
    browser.get("/forum/")
    service = urlsplit(parse_qs(urlsplit(browser.at).query)["service"][0])
    browser.get(f"{service.path}?{service.query}&ticket=ticket-{name}")
