"""Hears of every transaction that left word for the search: it is indexed with it, or after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import current_app, has_app_context

from ..core.database import outbox
from ..core.database.session import listen_once
from ..core.index.home import engine, in_database
from ..core.state import state
from .indexer import wake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session, SessionTransaction

    from ..core.index.postgres.engine import PostgresEngine

_DUE = "forum_search_due"


def listen(sessions: Any) -> None:
    """Let what a transaction told be found: by its commit, or by a drain that is woken after it."""
    listen_once(
        sessions,
        before_commit=_ending,
        after_commit=_noted,
        after_rollback=_rolled_back,
        after_transaction_end=_ended,
    )


def _left(session: Session) -> dict[str, list[int]]:
    """Return the rows that this transaction has left in the outbox, by consumer."""
    found: dict[str, list[int]] = session.info.get(outbox.TOLD, {})
    return found


def _ending(session: Session) -> None:
    if session.in_nested_transaction() or not _left(session).get("search"):
        return
    if not has_app_context() or "forum" not in current_app.extensions:
        return
    if session is not state().db.session():
        return
    session.flush()
    if _indexed_along(session, _left(session)["search"]):
        del _left(session)["search"]


def _indexed_along(session: Session, seqs: Sequence[int]) -> bool:
    """Index what the outbox rows *seqs* of a transaction are about, in that transaction.

    False where that has to be done later: always where the index is a folder, which is no part of
    a transaction.
    """
    if session.get_bind().dialect.name != "postgresql" or not in_database():
        return False
    from .postgres_commit import take_along

    return take_along(cast("PostgresEngine", engine()), session, seqs)


def _noted(session: Session) -> None:
    if not session.in_nested_transaction() and _left(session).pop("search", []):
        session.info[_DUE] = True


def _rolled_back(session: Session) -> None:
    if session.get_nested_transaction() is None:
        _left(session).pop("search", None)


def _ended(session: Session, transaction: SessionTransaction) -> None:
    mine = transaction.parent is None and session.info.pop(_DUE, False)
    if mine and has_app_context() and "forum" in current_app.extensions:
        wake()
