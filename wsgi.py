"""A small real site: its own accounts, and the forum. ``flask`` finds it by itself.

Settings come from the environment: ``FLASK_SQLALCHEMY_DATABASE_URI``, ``FORUM_TITLE`` and so on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Config, Flask, redirect

from forum import Forum
from forum.accounts import Accounts
from forum.core.config import NAMES
from forum.core.web.urls import url

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def create_app() -> Flask:
    """Return the site. Nothing is read or written until it is used."""
    app = Flask(__name__)
    app.config.from_prefixed_env()
    ours = Config(app.root_path)
    ours.from_prefixed_env("FORUM")
    app.config.update({f"FORUM_{k}": v for k, v in ours.items() if k.lower() in NAMES})
    Accounts(app)
    Forum(app)
    app.add_url_rule("/", "home", home)
    return app


def home() -> ResponseReturnValue:
    """Lead to the forum: there is nothing else here."""
    return redirect(url("front.index"))


app = create_app()
