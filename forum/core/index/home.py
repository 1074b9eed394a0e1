"""The search engine of this app, and which index gets the changes of its database."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ..database.session import change, connection, session
from ..database.sqlite import going_to_write
from ..state import state
from .models import IndexHome

if TYPE_CHECKING:
    from .protocol import Engine


class Elsewhere(Exception):
    """The changes of this database go into an index in another folder or on another machine."""


def folder() -> Path:
    """Return the folder of the search index. That of tantivy is a folder of its own in it."""
    config = state().config
    usual = Path(config.index or Path(current_app.instance_path) / "forum-index").absolute()
    return usual / "tantivy" if config.search == "tantivy" else usual


def engine() -> Engine:
    """Return the engine of this app. Nothing is opened or created yet."""
    memory = state().memory
    if memory.search_engine is None:
        memory.search_engine = _in_database() if in_database() else _in_folder()
    return memory.search_engine


def in_database() -> bool:
    """Whether the index is in the forum's database, which is the default on PostgreSQL.

    Raises ValueError if the settings ask for that on another database.
    """
    wanted, has = state().config.search, session().get_bind().dialect.name
    if wanted == "postgres" and has != "postgresql":
        raise ValueError(f"FORUM_SEARCH is 'postgres', but the database is {has}: unset it")
    return has == "postgresql" and wanted in (None, "postgres")


def _in_folder() -> Engine:
    """Return Whoosh, or tantivy: each is only loaded when a search needs it."""
    language = state().config.language
    if state().config.search == "tantivy":
        from .tantivy.engine import TantivyEngine

        return TantivyEngine(folder(), language=language)
    from .whoosh.engine import WhooshEngine

    return WhooshEngine(folder(), language=language)


def _in_database() -> Engine:
    from .postgres.engine import PostgresEngine

    return PostgresEngine(
        state().db.engine,
        language=state().config.language,
        reading=lambda: nullcontext(connection()),
    )


def known_home() -> str:
    """Return the id and location of the index that gets this database's changes, or ""."""
    return session().scalar(select(IndexHome.folder)) or ""


def is_home(known: str) -> bool:
    """Whether *known*, from ``known_home``, is the index of this process, or there is none yet.

    False if the folder cannot be created or read.
    """
    id, _, location = known.partition(" ")
    try:
        return not known or location == engine().location() or id == engine().home_id()
    except OSError:
        return False


def status() -> Literal["ready", "building", "elsewhere"]:
    """Return whether this process can search; "elsewhere" if another index gets the changes."""
    if not is_home(known_home()):
        return "elsewhere"
    return "ready" if engine().ready() else "building"


def claim_home(*, take_over: bool = False) -> None:
    """Record that this index gets the changes of this database, and commit.

    Raises Elsewhere if another one does, unless *take_over*: the caller must then rebuild the
    index.
    """
    mine, known = f"{engine().home_id()} {engine().location()}", known_home()
    session().rollback()
    if known == mine:
        return
    if not is_home(known) and not take_over:
        raise Elsewhere(
            f"the search index of this database is in {known.partition(' ')[2]}; to move it "
            f"to {engine().location()}, run `flask forum reindex` here"
        )
    try:
        with going_to_write():
            _record(mine)
    except IntegrityError:  # another process was first
        session().rollback()
        claim_home(take_over=take_over)


def _record(mine: str) -> None:
    changed = update(IndexHome).values(folder=mine).returning(IndexHome.id)
    if change(changed).first() is None:
        session().add(IndexHome(folder=mine))
    session().commit()
