"""Flask-WTF's CSRFProtect over everything, or over everything but the forum."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
<meta name="csrf-token" content="{{ csrf_token() }}">{% block head %}{% endblock %}</head>
<body><i>Guarded</i>{% block content %}{% endblock %}</body></html>"""


def create(
    folder: Path, *, exempt: bool = False, field: str = "csrf_token", **settings: Any
) -> Host:
    app = flask(folder, "protected", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    app.config["WTF_CSRF_FIELD_NAME"] = field
    guard = CSRFProtect(app)
    db = SQLAlchemy(app)
    _, set_up = users(app, db)
    forum = Forum(app, db=db, **{"drain": "inline", **settings})
    if exempt:
        for name, blueprint in app.blueprints.items():
            if name == "forum" or name.startswith("forum."):
                guard.exempt(blueprint)
    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark="<i>Guarded</i>")
