"""A host with its own Flask-Migrate history, of tables that refer to each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_migrate import Migrate, init, migrate, upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from forum import Forum

from .door import LOGIN, enter, flask, people, users
from .host import Host

BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title>
{% block styles %}{% endblock %}</head><body><h6>Policies</h6>{% block main %}{% endblock %}
{% block content %}{% endblock %}</body></html>"""


def create(folder: Path, **settings: Any) -> Host:
    app = flask(folder, "history", base=BASE, login=LOGIN, home='{% extends "base.html" %}')
    db = SQLAlchemy(app)
    user, _ = users(app, db)

    class Policy(db.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        title: Mapped[str]

    class Clause(db.Model):  # type: ignore[name-defined, misc]
        id: Mapped[int] = mapped_column(primary_key=True)
        policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id", ondelete="CASCADE"))

    folder = folder / "history"
    Migrate(app, db, directory=str(folder), render_as_batch=True)

    def set_up() -> None:
        with app.app_context():
            init()
            migrate(message="ours")
            upgrade()
            people(db, user)
            db.session.add(Policy(id=1, title="Leave"))
            db.session.flush()
            db.session.add(Clause(id=7, policy_id=1))
            db.session.commit()

    forum = Forum(app, **{"drain": "inline", "blocks": {"content": "main"}, **settings})
    return Host(app=app, forum=forum, enter=enter, set_up=set_up, mark="<h6>Policies</h6>")
