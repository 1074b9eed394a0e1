"""Brings each change into the index: in the transaction itself, or by the indexer after it.

How a post gets there, in six hops::

    1  threads.actions    outbox.record_changes()    a row in forum_outbox, in the transaction; or
                                                     only a note, where the view says so
    2  session_events     before_commit              PostgreSQL: index_on_commit writes the index
    3                     outbox.write_noted()       otherwise: what is noted becomes rows
    4  session_events     after_commit, ...          wake the indexer, once it is over
    5  indexer            wake() -> Drainer thread   or "flask forum work", or at once in tests
    6                     drain() -> documents       reads what changed, makes documents of it;
       core/index         engine().writing()         deletes, adds; then the outbox rows go
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, has_app_context

from ..core.database import outbox
from ..core.events import listen_once
from ..core.index.home import engine, in_database
from ..core.state import state
from .indexer import wake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session, SessionTransaction

    from ..core.database.outbox import ChangedObject
    from ..core.database_protocol import Sessions
    from ..core.index.postgres.engine import PostgresEngine

_DUE = "forum_search_due"
"""Where a session remembers that the indexer has to be woken when its transaction has ended."""


def listen(sessions: Sessions) -> None:
    """Index every change of the host's *sessions*: with its commit, or soon after it."""
    listen_once(
        sessions,
        before_commit=_before_commit,
        after_commit=_after_commit,
        after_transaction_end=_after_transaction_end,
    )


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    outbox.end_notes(session)
    if not (changes := outbox.changed(session)):
        return
    session.flush()
    if _is_ours(session) and _index_now(session, changes):
        changes.clear()
    outbox.write_noted(session)


def _is_ours(session: Session) -> bool:
    if not has_app_context() or "forum" not in current_app.extensions:
        return False
    return session is state().db.session()


def _index_now(session: Session, changes: Sequence[ChangedObject]) -> bool:
    """Index what has changed, in the same transaction.

    Return False if it has to be done later, as always with an index in a folder.
    """
    if session.get_bind().dialect.name != "postgresql" or not in_database():
        return False
    from .index_on_commit import index_on_commit  # only loaded where there is PostgreSQL

    return index_on_commit(cast("PostgresEngine", engine()), session, changes)


def _after_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info[_DUE] = outbox.is_called(session)


def _after_transaction_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    outbox.forget(session)
    # not in after_commit: there the session may not be used, and "inline" indexes at once
    is_due = session.info.pop(_DUE, False)
    if is_due and has_app_context() and "forum" in current_app.extensions:
        wake()
