"""A Bootstrap 5 layout with block names of its own, buttons and fields in Bootstrap's classes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Response
from flask_bootstrap import Bootstrap5
from flask_sqlalchemy import SQLAlchemy

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host
from .talisman import icon

BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{% block page_title %}Town{% endblock %}</title>
{% block extra_css %}{{ bootstrap.load_css() }}<link rel="icon" href="/icon.svg">{% endblock %}
</head><body><nav class="navbar navbar-expand bg-body-tertiary"><div class="container">
<a class="navbar-brand" href="{{ url_for('home') }}">Town hall</a></div></nav>
<div class="container py-3">{% block body_content %}{% block content %}{% endblock %}{% endblock %}
</div>{{ bootstrap.load_js() }}</body></html>"""
GUIDE = (Path(__file__).parents[2] / "docs" / "hosting.md").read_text("utf-8")
(CONTROLS,) = re.findall(r"```jinja\n(\{% macro button.*?)```", GUIDE, re.S)
"""The example of the guide, as a host would copy it."""
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'"
)
"""Bootstrap's own sheet draws the arrow of a select by a data: address."""


def create(folder: Path, **settings: Any) -> Host:
    app = flask(
        folder,
        "bootstrap",
        base=BASE,
        login=LOGIN,
        home='{% extends "base.html" %}',
        **{"forum/controls": CONTROLS},
    )
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    db = SQLAlchemy(app)
    _, set_up = users(app, db)
    app.add_url_rule("/icon.svg", "icon", icon)
    app.after_request(strict)
    blocks = {"title": "page_title", "head": "extra_css", "content": "body_content"}
    forum = Forum(app, db=db, **{"drain": "inline", "blocks": blocks, **settings})
    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark="navbar-brand")


def strict(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
