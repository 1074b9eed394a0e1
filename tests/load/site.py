"""A site with a forum for measuring and load tests: a header says who is signed in.

``create_app()`` reads ``LOAD_DATABASE`` (an address), ``LOAD_KIND`` (sqlite, host, postgres) and
``LOAD_FOLDER`` (the folder of the search index), so that the workers of a server find them. With
``LOAD_LIMITS`` the limits on writing are the default ones, otherwise there are none.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from flask_sqlalchemy import SQLAlchemy

from forum import Forum
from forum.core.config_checks import LIMITS

KINDS = ("sqlite", "host", "postgres")


@dataclass(frozen=True)
class User:
    """A person of the host; every id is a person."""

    id: str

    @property
    def name(self) -> str:
        """Return a name."""
        return f"Member {self.id}"


def user() -> User | None:
    """Return who sent the request."""
    id = request.headers.get("X-User")
    return User(id) if id else None


def create_app(**settings: Any) -> Flask:
    """Return the site; *settings* are the forum's."""
    app = Flask("load", instance_path=os.environ["LOAD_FOLDER"])
    app.config |= {"SQLALCHEMY_DATABASE_URI": os.environ["LOAD_DATABASE"], "SECRET_KEY": "load"}
    if os.environ.get("LOAD_KIND", "sqlite") != "sqlite":
        SQLAlchemy(app)  # an engine of the host's, which we do not tune
    chosen = {"user": user, "load": User, "login": lambda: Response("Please sign in", 401)}
    chosen["guests_read"] = True
    if "LOAD_LIMITS" not in os.environ:
        chosen["limits"] = dict.fromkeys(LIMITS)  # the load should meet the forum, not its limits
    Forum(app, **{**chosen, **settings})
    return app
