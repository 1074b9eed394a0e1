"""The forum at the root or nested, under another name, and behind a proxy that adds a path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import Forum

from .door import LOGIN, enter, flask, users
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock %}</head><body><b>Below</b> <a href="{{ url_for('login') }}">In</a>
{% block content %}{% endblock %}</body></html>"""


def create(folder: Path, *, prefix: str = "/forum", proxied: str = "", **settings: Any) -> Host:
    app = flask(folder, "prefixed", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    headers, below = {}, ""
    if proxied == "header":
        app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)  # type: ignore[method-assign]
        headers, below = {"X-Forwarded-Prefix": "/intranet"}, "/intranet"
    elif proxied == "script name":
        app.wsgi_app, below = below_script_name(app.wsgi_app), "/intranet"  # type: ignore[method-assign]
    db = SQLAlchemy(app)
    _, set_up = users(app, db, home_at="/home" if prefix == "/" else "/")
    forum = Forum(app, db=db, url_prefix=prefix, **{"drain": "inline", **settings})
    return Host(
        app=app,
        forum=forum,
        enter=enter,
        set_up=set_up,
        mark="<b>Below</b>",
        prefix=prefix,
        below=below,
        headers=headers,
    )


def below_script_name(wsgi: Callable[..., Any]) -> Callable[..., Any]:
    """Serve *wsgi* as a server does that takes the path off itself."""

    def served(environ: dict[str, Any], start: Any) -> Any:
        return wsgi({**environ, "SCRIPT_NAME": "/intranet"}, start)

    return served
