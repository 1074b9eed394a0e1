"""A small real site: its own accounts, and the forum. ``flask`` finds it by itself."""

from __future__ import annotations

from flask import Flask

from forum import Forum


def create_app() -> Flask:
    """Return the site. Nothing is read or written until it is used."""
    app = Flask(__name__)
    app.config.from_prefixed_env()
    Forum(app)
    return app


app = create_app()
