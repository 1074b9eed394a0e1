"""An application factory, with the extensions made where modules are loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock %}</head><body><s>Made</s>{% block content %}{% endblock %}</body>
</html>"""


def create(folder: Path, **settings: Any) -> Host:
    db = SQLAlchemy()
    forum = Forum(db=db)
    made: list[Any] = []

    def create_app() -> Flask:
        app = flask(folder, "factory", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
        app.config |= {"FORUM_DRAIN": "inline", "FORUM_TITLE": "Made"}
        app.config |= {f"FORUM_{name.upper()}": value for name, value in settings.items()}
        forum.init_app(app)  # before the database, as some do
        db.init_app(app)
        made.append(users(app, db)[1])
        return app

    app = create_app()
    return Host(app=app, forum=forum, enter=enter, set_up=made[0], mark="<s>Made</s>")
