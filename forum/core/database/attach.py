"""Finds the database that the forum uses: the host's, or one of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flask import current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, StaticPool, create_engine, make_url
from sqlalchemy.orm import scoped_session, sessionmaker

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from ..database_protocol import Database

OWN = "own"
"""The value of ``FORUM_DATABASE`` for ``forum.db``, whatever database the host has."""


class OwnDatabase:
    """An engine that the forum made, with a session for each app context.

    Unlike Flask-SQLAlchemy it takes no place in ``app.extensions``, where the host's may be.
    """

    def __init__(self, app: Flask, url: URL) -> None:
        self.engine = _engine(app, url)
        self.session = scoped_session(sessionmaker(self.engine), scopefunc=_context)
        app.teardown_appcontext(lambda _: self.session.remove())


class Attached(NamedTuple):
    """The database of a mounted forum."""

    db: Database
    own: bool
    """Whether the forum made the engine, so that the host's transactions are not the forum's."""
    why: str
    """Whose database it is, and why, for ``flask forum check``."""


def attach(app: Flask, given: SQLAlchemy | None, setting: str | URL | None) -> Attached:
    """Return the database for *app*. Nothing is connected.

    *setting* is ``FORUM_DATABASE`` and comes first: ``OWN``, or a URL. Then comes *given*, then the
    Flask-SQLAlchemy that is registered in *app*. Without any of them, one is made for
    ``SQLALCHEMY_DATABASE_URI``, or for ``forum.db`` in the instance folder. A host that calls
    ``db.init_app`` later must pass ``db=``.

    TypeError if *given* is not a ``flask_sqlalchemy.SQLAlchemy``, ValueError if there is a
    *setting* as well.
    """
    if given is not None and not isinstance(given, SQLAlchemy):
        raise TypeError(
            f"db must be a flask_sqlalchemy.SQLAlchemy, not {given!r}: for another database leave "
            "db out and set FORUM_DATABASE to 'own' or to a URL"
        )
    if setting is not None:
        if given is not None:
            raise ValueError("give either db= or FORUM_DATABASE: they name two databases")
        return _of_setting(app, setting)
    if given is not None:
        return Attached(given, own=False, why="the app's Flask-SQLAlchemy, given as db=")
    found = app.extensions.get("sqlalchemy")
    if isinstance(found, SQLAlchemy):
        return Attached(found, own=False, why="the app's Flask-SQLAlchemy")
    if found is not None:
        theirs = f"{type(found).__module__.partition('.')[0]}, which the forum cannot share"
        why = f"forum.db in the instance folder, because the app has {theirs}"
        return Attached(OwnDatabase(app, _own_file(app)), own=True, why=why)
    return _without_one_of_the_host(app)


def _of_setting(app: Flask, setting: str | URL) -> Attached:
    if setting == OWN:
        why = "forum.db in the instance folder, because FORUM_DATABASE is 'own'"
        return Attached(OwnDatabase(app, _own_file(app)), own=True, why=why)
    why = "an engine of the forum's own, for FORUM_DATABASE"
    return Attached(OwnDatabase(app, make_url(setting)), own=True, why=why)


def _without_one_of_the_host(app: Flask) -> Attached:
    """Register a Flask-SQLAlchemy, so that a later ``init_app`` of the host's is refused."""
    if app.config.get("SQLALCHEMY_DATABASE_URI"):
        why = "an engine of the forum's own, for SQLALCHEMY_DATABASE_URI"
    else:
        why = "forum.db in the instance folder, because the app has no Flask-SQLAlchemy"
        app.config["SQLALCHEMY_DATABASE_URI"] = _own_file(app)
    own = SQLAlchemy()
    own.init_app(app)
    return Attached(own, own=True, why=why)


def _own_file(app: Flask) -> URL:
    """Return the URL of ``forum.db``: absolute, because a relative one's folder is made at once."""
    return URL.create("sqlite", database=str(Path(app.instance_path) / "forum.db"))


def _engine(app: Flask, url: URL) -> Engine:
    """Return an engine for *url*; a relative file of SQLite lies in the instance folder."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if url.database in (None, "", ":memory:"):
        alone = {"check_same_thread": False}
        return create_engine(url, poolclass=StaticPool, connect_args=alone)
    if not str(url.database).startswith("file:"):
        url = url.set(database=str(Path(app.instance_path) / str(url.database)))
    return create_engine(url)


def _context() -> int:
    """Return what tells this app context from others at the same time."""
    return id(g._get_current_object()) if current_app else 0
