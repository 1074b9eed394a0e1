"""A host with an engine and a session of plain SQLAlchemy, and tables with names like ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from sqlalchemy import NullPool, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker
from werkzeug.wrappers import Response

from forum import Forum

from .door import LOGIN, PEOPLE, enter, flask
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title></head>
<body><h5>Plain</h5>{% block content %}{% endblock %}</body></html>"""


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    name: Mapped[str]
    is_admin: Mapped[bool]


class Post(Base):
    """The host's own forum, which it keeps."""

    __tablename__ = "forum_post"
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


def create(folder: Path, *, post: bool = False, url: str = "", **settings: Any) -> Host:
    app = flask(folder, "plain", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    del app.config["SQLALCHEMY_DATABASE_URI"]
    url = url or f"sqlite:///{folder / 'plain.db'}"
    engine = create_engine(url, poolclass=NullPool)
    sessions = scoped_session(sessionmaker(engine))

    @app.before_request
    def load_user() -> None:
        g.user = sessions.get(Person, session.get("user_id", 0))

    @app.teardown_appcontext
    def end(_: object) -> None:
        sessions.remove()

    @app.route("/login", methods=["GET", "POST"])
    def login() -> str | Response:
        if request.method == "GET":
            return render_template("login.html")
        who = select(Person).where(Person.login == request.form["name"])
        session["user_id"] = sessions.scalars(who).one().id
        return redirect(request.args.get("next") or url_for("home"))

    app.add_url_rule("/", "home", lambda: render_template("home.html"))
    given = {"drain": "inline", "user": lambda: g.user, "database": url}
    given |= {
        "load": lambda id: sessions.get(Person, int(id)),
        "login": lambda: redirect(url_for("login", next=request.full_path)),
    }
    forum = Forum(app, **{**given, **settings})

    def set_up() -> None:
        tables = [Person.__table__, *([Post.__table__] if post else [])]
        Base.metadata.create_all(engine, tables=tables)  # type: ignore[arg-type]
        for login, name in PEOPLE.items():
            sessions.add(Person(login=login, name=name, is_admin=login == "ana"))
        if post:
            sessions.add(Post(words="theirs"))
        sessions.commit()
        sessions.remove()
        engine.dispose()

    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark="<h5>Plain</h5>")
