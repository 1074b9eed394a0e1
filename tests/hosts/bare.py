"""A site without a database and without a login manager: people are names in its own session."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from forum import Forum

from .door import PEOPLE, flask
from .host import Browser, Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title></head>
<body><h2>Bare as a bone</h2><main>{% block content %}{% endblock %}</main></body></html>"""


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "bare", base=BASE)
    del app.config["SQLALCHEMY_DATABASE_URI"]

    @app.get("/")
    def home() -> str:
        return "<a href='/forum/'>Forum</a>"

    @app.route("/who", methods=["GET", "POST"])
    def who() -> str | Response:
        if request.method == "POST":
            session["who"] = request.form["name"]
            return redirect(request.args.get("next") or url_for("home"))
        return '<form method="post" action="/who"><input name="name"><button>Go</button></form>'

    def user() -> Any:
        name = session.get("who")
        known = {"id": name, "name": PEOPLE.get(str(name)), "is_admin": name == "ana"}
        return SimpleNamespace(**known) if name else None

    given = {"drain": "inline", "user": user, "login": lambda: redirect(url_for("who"))}
    return Host(
        app=app,
        forum=Forum(app, **{**given, **settings}),
        enter=enter,
        mark="<h2>Bare as a bone</h2>",
    )


def enter(browser: Browser, name: str) -> None:
    browser.get("/who").submit("/who", name=name)
