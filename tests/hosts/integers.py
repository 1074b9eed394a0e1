"""The usual intranet: Flask-SQLAlchemy, users with numbers, Flask-Login and Flask-Admin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_sqlalchemy import SQLAlchemy

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock %}</head><body><nav class="top">
<a href="{{ url_for('.home') }}">Elms</a> <a href="{{ url_for('admin.index') }}">Admin</a>
{% if current_user.is_authenticated %}{{ current_user.display_name|upper }}{% endif %}
{{ request.blueprint|default("none", true) }}</nav>
{% block content %}{% endblock %}</body></html>"""


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "integers", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    db = SQLAlchemy(app)
    user, set_up = users(app, db)
    Admin(app, name="Elms").add_view(ModelView(user, db))
    forum = Forum(app, db=db, **{"drain": "inline", **settings})
    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark='<nav class="top">')
