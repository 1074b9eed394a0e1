"""Flask-Talisman with the strictest policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_talisman import Talisman

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block title %}{% endblock %}</title>
{% block head %}<link rel="icon" href="{{ url_for('icon') }}">{% endblock %}</head>
<body><header>Ministry of Doors</header><main>{% block content %}{% endblock %}</main></body></html>
"""


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "talisman", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    # there is no TLS on the loopback
    Talisman(app, content_security_policy=POLICY, force_https=False, session_cookie_secure=False)
    db = SQLAlchemy(app)
    _, set_up = users(app, db)
    app.add_url_rule("/icon.svg", "icon", icon)
    forum = Forum(app, db=db, **{"drain": "inline", **settings})
    return Host(
        app=app, forum=forum, enter=enter, set_up=set_up, mark="<header>Ministry of Doors</header>"
    )


def icon() -> tuple[str, dict[str, str]]:
    return '<svg xmlns="http://www.w3.org/2000/svg"/>', {"Content-Type": "image/svg+xml"}
