"""Policies with a nonce: Flask-Talisman's, and one of the host's own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from flask import Response, g, render_template_string
from flask_sqlalchemy import SQLAlchemy
from flask_talisman import Talisman

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host
from .talisman import POLICY, icon

BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block page_title %}{% endblock %}</title><link rel="icon" href="/icon.svg">
{% block head_css %}{% endblock %}</head>
<body><header>Once</header><main>{% block content %}{% endblock %}</main></body></html>
"""
PAGE = """{% extends "base.html" %}{% block content %}
{{ forum.discuss("rule", title="Rule", url="/rules") }}{% endblock %}"""
STRICT = {**POLICY, "script-src": "'strict-dynamic'", "style-src": ""}
"""Nothing is loaded but what has the nonce."""


def create(folder: Path, *, talisman: bool = True, **settings: Any) -> Host:
    app = flask(folder, "nonce", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    given = {"drain": "inline", "discuss_space": "letters"}
    if talisman:
        Talisman(
            app,
            content_security_policy=STRICT,
            content_security_policy_nonce_in=["script-src", "style-src"],
            force_https=False,
            session_cookie_secure=False,
        )
    else:
        app.before_request(make_nonce)
        app.after_request(policy)
        given["csp_nonce"] = lambda: g.nonce
    db = SQLAlchemy(app)
    _, set_up = users(app, db)
    app.add_url_rule("/icon.svg", "icon", icon)
    app.add_url_rule("/rules", "rules", lambda: render_template_string(PAGE))
    forum = Forum(app, db=db, **{**given, **settings})
    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark="<header>Once</header>")


def make_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def policy(answer: Response) -> Response:
    loaded = f"'nonce-{g.nonce}'"
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'strict-dynamic' {loaded}; style-src {loaded}; "
        "object-src 'none'; base-uri 'none'; form-action 'self'"
    )
    return answer
