"""Flask-Security with UUIDs, whose session id is another than the key and may change."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from flask import render_template
from flask_security import RoleMixin, Security, SQLAlchemyUserDatastore, UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import Forum

from .door import flask
from .host import Browser, Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block head %}{% endblock head %}</head><body class="secure">
{% if current_user.is_authenticated %}<a href="{{ url_for_security('logout') }}">Out</a>{% endif %}
<div>{% block content %}{% endblock content %}</div></body></html>"""
PASSWORD = "correct horse"


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "security", base=BASE, home='{% extends "base.html" %}')
    app.config |= {
        "SECURITY_PASSWORD_SALT": "salt",
        "SECURITY_PASSWORD_HASH": "plaintext",
        "SECURITY_PASSWORD_SCHEMES": ["plaintext"],
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    }
    db = SQLAlchemy(app)
    person, role = Column("person", ForeignKey("person.id")), Column("role", ForeignKey("role.id"))
    db.Table("person_role", db.metadata, person, role)

    class Role(db.Model, RoleMixin):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(unique=True)

    class Person(db.Model, UserMixin):  # type: ignore[name-defined, misc]
        id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
        email: Mapped[str] = mapped_column(unique=True)
        password: Mapped[str]
        active: Mapped[bool] = mapped_column(default=True)
        fs_uniquifier: Mapped[str] = mapped_column(unique=True)
        roles: Mapped[list[Role]] = relationship(secondary="person_role")

        @property
        def is_admin(self) -> bool:
            return self.has_role("admin")

    store = SQLAlchemyUserDatastore(db, Person, Role)
    Security(app, store)
    app.add_url_rule("/", "home", lambda: render_template("home.html"))

    def set_up() -> None:
        with app.app_context():
            db.create_all()
            roles = [store.create_role(name="admin")]
            for name in ("ana", "ben"):
                store.create_user(
                    email=f"{name}@example.org",
                    password=PASSWORD,
                    roles=roles if name == "ana" else [],
                )
            db.session.commit()

    def load(id: str) -> Any:
        return db.session.get(Person, uuid.UUID(id))

    forum = Forum(app, db=db, **{"drain": "inline", "load": load, **settings})
    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark='<body class="secure">')


def enter(browser: Browser, name: str) -> None:
    browser.get("/login")
    browser.submit("/login", email=f"{name}@example.org", password=PASSWORD)
