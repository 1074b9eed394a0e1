"""Flask-SQLAlchemy-Lite, as its blog does it: ``g.user`` is set before each request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any

from flask import Flask, g, redirect, render_template, request, session, url_for
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response

from forum import Forum

from .door import LOGIN, PEOPLE, enter, flask
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title></head>
<body><nav>{% if g.user %}{{ g.user.name }}{% endif %}</nav><h5>Lite</h5>
{% block content %}{% endblock %}</body></html>"""


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    name: Mapped[str]
    is_admin: Mapped[bool]


def in_a_loop_of_its_own(function: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
    """Run *function* in a thread: a browser of the same test may have a loop in this one."""

    def run(*args: Any) -> Any:
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(copy_context().run, asyncio.run, function(*args)).result()

    return run


def create(folder: Path, *, late: bool = False, **settings: Any) -> Host:
    app = flask(folder, "lite", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    del app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_ENGINES"] = {"default": f"sqlite:///{folder / 'lite.db'}"}
    app.async_to_sync = in_a_loop_of_its_own  # type: ignore[method-assign]
    db = SQLAlchemy()
    given = {
        "drain": "inline",
        "user": lambda: g.user,
        "load": lambda id: db.session.get(User, int(id)),
    }
    given |= {"login": lambda: redirect(url_for("login", next=request.full_path))}
    if late:  # the forum is mounted first, and says that it has a database of its own
        forum = Forum(app, **{**given, "database": "own", **settings})
        db.init_app(app)
    else:
        db.init_app(app)
        forum = Forum(app, **{**given, **settings})
    pages(app, db)

    def set_up() -> None:
        with app.app_context():
            Base.metadata.create_all(db.engine)
            for login, name in PEOPLE.items():
                db.session.add(User(login=login, name=name, is_admin=login == "ana"))
            db.session.commit()

    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark="<h5>Lite</h5>")


def pages(app: Flask, db: SQLAlchemy) -> None:
    @app.before_request
    def load_user() -> None:
        g.user = db.session.get(User, session.get("user_id", 0))

    @app.route("/login", methods=["GET", "POST"])
    def login() -> str | Response:
        if request.method == "GET":
            return render_template("login.html")
        who = select(User).where(User.login == request.form["name"])
        session["user_id"] = db.session.scalars(who).one().id
        return redirect(request.args.get("next") or url_for("home"))

    app.add_url_rule("/", "home", lambda: render_template("home.html"))
