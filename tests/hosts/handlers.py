"""A host with a handler of its own for every error, CSRFProtect, and a page with a discussion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, redirect, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, TooManyRequests

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock %}</head><body><u>Handled</u>{% block content %}{% endblock %}</body>
</html>"""
POLICY = """{% extends "base.html" %}{% block content %}<h1>Leave</h1>
{{ forum.discuss("policy:1", title="Leave", url="/policy") }}{% endblock %}"""
THEIRS = "our own error page"
CODES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
KINDS = (CSRFError, HTTPException, Exception)


class TooFast(TooManyRequests):
    """An error of a rate limiter."""


class Dunno(HTTPException):
    """An error with a code that the framework does not know."""

    code = 499


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "handlers", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    app.config |= {"TESTING": False, "PROPAGATE_EXCEPTIONS": False}
    CSRFProtect(app)
    db = SQLAlchemy(app)
    _, set_up = users(app, db)
    app.add_url_rule("/policy", "policy", lambda: render_template_string(POLICY))
    forum = Forum(app, db=db, **{"drain": "inline", "discuss_space": "letters", **settings})
    handle_all(app)
    app.before_request(fail_as_asked)
    app.context_processor(lambda: {} if not app.config.get("LAYOUT_FAILS") else 1 / 0)
    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark="<u>Handled</u>")


def handle_all(app: Flask) -> None:
    def theirs(error: Exception) -> tuple[str, int] | Response:
        if getattr(error, "code", 0) == 401:
            return redirect("/login")  # type: ignore[return-value]
        return THEIRS, getattr(error, "code", None) or 500

    for kind in (*CODES, *KINDS, TooFast, Dunno):
        app.register_error_handler(kind, theirs)


def fail_as_asked() -> None:
    """Fail as an extension of the host's does before our pages run."""
    wanted = request.headers.get("X-Fail", "")
    if wanted.isdecimal():
        abort(int(wanted))
    if wanted:
        raise {"TooFast": TooFast, "Dunno": Dunno, "Exception": RuntimeError}[wanted]
