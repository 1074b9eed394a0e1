"""A Bootstrap 5 layout with block names of its own, buttons and fields in Bootstrap's classes."""

from __future__ import annotations

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
CONTROLS = """
{%- macro button(words, kind="", name="", value="", href="", icon="", new_tab=false) -%}
{%- set colour = {"main": "primary", "bad": "danger"}.get(kind, "light") -%}
{%- set classes = "btn btn-" ~ colour -%}
{%- if href -%}<a class="{{ classes }}" href="{{ href }}"{% if new_tab %} target="_blank"
rel="noopener"{% endif %}>{{ icon }}{{ words }}</a>
{%- else -%}<button class="{{ classes }}" type="submit"{% if name %} name="{{ name }}"
value="{{ value }}"{% endif %}>{{ icon }}{{ words }}</button>{%- endif -%}
{%- endmacro -%}
{%- macro field(id="", label="", wrong="", hint="", kind="text", heading=false) -%}
{%- set classes = "form-select" if kind == "select" else "form-control" -%}
{%- if not label -%}{{ caller(classes) }}
{%- else -%}<div class="mb-3"><label class="form-label" for="{{ id }}">{{ label }}</label>
{{ wrong }}{% if hint %}<div class="form-text" id="{{ id }}-hint">{{ hint }}</div>{% endif %}
{{ caller(classes) }}</div>{%- endif -%}
{%- endmacro -%}"""
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'"
)
"""Bootstrap's own sheet draws the arrow of a select by a data: address."""


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "bootstrap", base=BASE, login=LOGIN, home='{% extends "base.html" %}',
                **{"forum/controls": CONTROLS})  # fmt: skip
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
