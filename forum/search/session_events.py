"""Brings each change into the index: in the transaction itself, or by the indexer after it.

How a post gets there, in six hops::

    1  threads.actions    outbox.record_changes()    a row in forum_outbox, in the transaction
    2  core/database      session.info[WRITTEN]      remembers which rows this transaction wrote
    3  session_events     before_commit              PostgreSQL: index_on_commit writes the index
                          after_commit, ...          otherwise: wake the indexer, once it is over
    4  indexer            wake() -> Drainer thread   or "flask forum work", or at once in tests
    5  indexer            drain() -> documents       reads what changed, makes documents of it
    6  core/index         engine().writing()         deletes, adds; then the outbox rows go
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

    from ..core.database.outbox import WaitingRow
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
        after_rollback=_after_rollback,
        after_transaction_end=_after_transaction_end,
    )


def _written(session: Session) -> dict[str, list[WaitingRow]]:
    """Return the rows that this transaction has written to the outbox, by consumer."""
    found: dict[str, list[WaitingRow]] = session.info.get(outbox.WRITTEN, {})
    return found


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction() or not _written(session).get("search"):
        return
    if not has_app_context() or "forum" not in current_app.extensions:
        return
    if session is not state().db.session():
        return
    session.flush()
    if _index_now(session, _written(session)["search"]):
        del _written(session)["search"]


def _index_now(session: Session, rows: Sequence[WaitingRow]) -> bool:
    """Index what the outbox's *rows* are about, in the same transaction.

    Return False if it has to be done later, as always with an index in a folder.
    """
    if session.get_bind().dialect.name != "postgresql" or not in_database():
        return False
    from .index_on_commit import index_on_commit  # only loaded where there is PostgreSQL

    return index_on_commit(cast("PostgresEngine", engine()), session, rows)


def _after_commit(session: Session) -> None:
    if not session.in_nested_transaction() and _written(session).pop("search", []):
        session.info[_DUE] = True


def _after_rollback(session: Session) -> None:
    if session.get_nested_transaction() is None:
        _written(session).pop("search", None)


def _after_transaction_end(session: Session, transaction: SessionTransaction) -> None:
    # not in after_commit: there the session may not be used, and "inline" indexes at once
    mine = transaction.parent is None and session.info.pop(_DUE, False)
    if mine and has_app_context() and "forum" in current_app.extensions:
        wake()
