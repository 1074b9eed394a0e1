"""The engine of this app, and whether its index is the one that the database knows."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ..database.session import connection, session
from ..database.sqlite import going_to_write
from ..state import state
from .models import IndexHome

if TYPE_CHECKING:
    from .protocol import Engine


class Elsewhere(Exception):
    """The database's changes go into another folder, so that this one would miss some of them."""


def folder() -> Path:
    """Return the folder of the search index."""
    config = state().config
    return Path(config.index or Path(current_app.instance_path) / "forum-index").absolute()


def engine() -> Engine:
    """Return the engine of this app. Nothing is opened or made yet."""
    kept = state().kept
    if "search" not in kept:
        kept["search"] = _in_database() if in_database() else _in_folder()
    return cast("Engine", kept["search"])


def in_database() -> bool:
    """Whether the index lies in the forum's database: by default where that is PostgreSQL.

    ValueError where the settings want it there and it cannot.
    """
    wanted, has = state().config.search, session().get_bind().dialect.name
    if wanted == "postgres" and has != "postgresql":
        raise ValueError(f"FORUM_SEARCH is 'postgres', but the database is {has}: leave it out")
    return has == "postgresql" and wanted != "whoosh"


def _in_folder() -> Engine:
    from .whoosh.engine import WhooshEngine  # loaded when the first search needs it

    return WhooshEngine(folder(), language=state().config.language)


def _in_database() -> Engine:
    from .postgres.engine import PostgresEngine

    return PostgresEngine(
        state().db.engine,
        language=state().config.language,
        reading=lambda: nullcontext(connection()),
    )


def known_home() -> str:
    """Return what the database says of the one folder that gets its changes, or nothing."""
    return session().scalar(select(IndexHome.folder)) or ""


def is_home(known: str) -> bool:
    """Whether *known*, as the database has it, is the folder of this process.

    A folder that cannot be made or read is nobody's.
    """
    id, _, place = known.partition(" ")
    try:
        return not known or place == engine().place() or id == engine().home()
    except OSError:
        return False


def standing() -> Literal["ready", "building", "elsewhere"]:
    """Return whether this process can search: "elsewhere" where the index is not this one."""
    if not is_home(known_home()):
        return "elsewhere"
    return "ready" if engine().ready() else "building"


def settle(*, claim: bool = False) -> None:
    """Make sure that the changes of this database go into this folder, and commit.

    Raises Elsewhere where they go into another; *claim* takes them over, which makes sense only
    when all is indexed anew.
    """
    mine, known = f"{engine().home()} {engine().place()}", known_home()
    session().rollback()
    if known == mine:
        return
    if not is_home(known) and not claim:
        raise Elsewhere(
            f"the search index of this database is kept in {known.partition(' ')[2]}; to keep it "
            f"in {engine().place()} instead, run `flask forum reindex` here"
        )
    try:
        with going_to_write():
            _remember(mine)
    except IntegrityError:  # another process was first
        session().rollback()
        settle(claim=claim)


def _remember(mine: str) -> None:
    changed = session().execute(update(IndexHome).values(folder=mine).returning(IndexHome.id))
    if changed.first() is None:
        session().add(IndexHome(folder=mine))
    session().commit()
