"""A login of the usual kind: Flask-Login, a users table with numbers, a page with one field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from .host import Browser

LOGIN = """{% extends "base.html" %}{% block content %}<h1>Sign in</h1>
<form method="post" action="{{ url_for('login', next=request.args.next) }}">
{% if csrf_token is defined %}<input type="hidden" name="{{ config.WTF_CSRF_FIELD_NAME }}"
value="{{ csrf_token() }}">{% endif %}
<label>Name <input name="name"></label> <button>Enter</button></form>{% endblock %}"""
PEOPLE = {"ana": "Ana Silva", "ben": "Ben Okoro"}


def flask(folder: Path, name: str, **templates: str) -> Flask:
    """Return an app with *templates* ("base" is ``base.html``) whose files lie in *folder*."""
    app = Flask(name, instance_path=str(folder), root_path=str(folder))
    app.jinja_loader = DictLoader({f"{key}.html": text for key, text in templates.items()})
    app.config |= {
        "SECRET_KEY": "not a secret",
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'host.db'}",
    }
    return app


def users(
    app: Flask, db: SQLAlchemy, *, home_at: str = "/"
) -> tuple[type[Any], Callable[[], None]]:
    """Give *app* users and a login; return their model, and what makes tables and people."""

    class Employee(UserMixin, db.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        login: Mapped[str]
        display_name: Mapped[str]
        is_admin: Mapped[bool] = mapped_column(default=False)

    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(lambda id: db.session.get(Employee, int(id)))

    @app.route("/login", methods=["GET", "POST"])
    def login() -> str | Response:
        if request.method == "GET":
            return render_template("login.html")
        who = select(Employee).where(Employee.login == request.form["name"])
        login_user(db.session.scalars(who).one())
        return redirect(request.args.get("next") or url_for("home"))

    @app.get("/logout")
    def logout() -> Response:
        logout_user()
        return redirect(url_for("home"))

    @app.get(home_at)
    def home() -> str:
        return render_template("home.html")

    def set_up() -> None:
        with app.app_context():
            db.create_all()
            people(db, Employee)

    return Employee, set_up


def people(db: SQLAlchemy, model: type[Any]) -> None:
    """Add Ana, who administers, and Ben."""
    for login, name in PEOPLE.items():
        db.session.add(model(login=login, display_name=name, is_admin=login == "ana"))
    db.session.commit()


def enter(browser: Browser, name: str) -> None:
    """Sign in by the page with one field."""
    below = browser.host.below
    browser.get(f"{below}/login").submit(f"{below}/login", name=name)


def close(app: Flask) -> None:
    """Close what *app* holds open."""
    with app.app_context():
        state = app.extensions["forum"]
        if indexer := state.memory.indexer:
            indexer.stop()
        state.db.session.remove()
        state.db.engine.dispose()
