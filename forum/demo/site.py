"""The demo as a host: an intranet with its own layout that mounts the forum like any site."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import String, cast, exists, select
from sqlalchemy.exc import DBAPIError

from ..accounts import Accounts
from ..accounts.models import Account
from ..core.database import migrate
from ..core.database.session import commit, session
from ..core.database.sqlite import going_to_write
from ..core.state import state
from ..extension import Forum
from ..members.models import Member
from ..spaces.models import Space
from .content import GUIDANCE, table
from .load import load
from .views import ask_who, greet, site


class Strangers(Exception):
    """The demo's database has members that the demo did not create."""


def create(folder: Path) -> Flask:
    """Return the demo's app, with its database, index and files in *folder*."""
    app = Flask(__name__, instance_path=str(folder.resolve()))
    app.config.update(
        SQLALCHEMY_DATABASE_URI="sqlite:///demo.db",
        SESSION_COOKIE_NAME="demo",  # cookies ignore ports: other sites on this machine keep theirs
        FORUM_INDEX=str(folder.resolve() / "demo-index"),
        FORUM_STORAGE=str(folder.resolve() / "demo-files"),
    )
    app.register_blueprint(site)
    app.context_processor(greet)
    Accounts(app)
    Forum(
        app,
        guests_read=True,
        sign_up=False,
        login=ask_who,
        base_template="base.html",
        discuss_space=GUIDANCE,
        blocks={"title": "title", "head": "head", "content": "content"},
    )
    return app


def prepare(app: Flask, *, fresh: bool = False) -> bool:
    """Create the demo's tables and content if they are missing; return whether they were.

    With *fresh* delete the old ones first. Raises Strangers if there are members of another site.
    """
    with going_to_write(), app.app_context():
        if fresh:
            _refuse_strangers(maybe_old=True)
            _clear(app)
        migrate.upgrade(state().db.engine)
        _refuse_strangers()
        if session().scalar(select(exists().where(Space.id > 0))):
            return False
        load()
        commit()
        return True


def _refuse_strangers(*, maybe_old: bool = False) -> None:
    ours = [person["handle"] for person in table("people")["person"]]
    made = select(cast(Account.id, String)).where(Account.login.in_(ours))
    try:
        found = session().scalar(
            select(
                exists().where(
                    Member.user_key.is_not(None), ~Member.former, Member.user_key.not_in(made)
                )
            )
        )
    except DBAPIError:
        if not maybe_old:
            raise
        found = False
    session().rollback()
    if found:
        raise Strangers


def _clear(app: Flask) -> None:
    """Delete the demo's own database, index and files, and nothing else."""
    state().db.session.remove()
    state().db.engine.dispose()
    folder = Path(app.instance_path)
    for ending in ("", "-wal", "-shm", "-journal", "-migrating"):
        (folder / f"demo.db{ending}").unlink(missing_ok=True)
    for name in ("demo-index", "demo-files"):
        shutil.rmtree(folder / name, ignore_errors=True)
