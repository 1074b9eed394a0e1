"""Whether the forum works, for monitoring."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import jsonify
from sqlalchemy.exc import SQLAlchemyError

from ..core.database import migrate
from ..core.database.base import now
from ..core.database.outbox import waiting_since
from ..core.database.session import session
from ..core.index.home import status
from ..core.state import state
from ..core.storage import works
from ..files.queries import waiting_since as files_waiting_since
from ..mail.queries import overdue_since
from .views import bp

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

_log = logging.getLogger(__name__)
PATIENCE = 600
"""Seconds that something may wait to be indexed or mailed before it is a fault."""


@bp.get("/-/health")
def health() -> ResponseReturnValue:
    """Answer 200 if everything works and 503 if not, with the details.

    They contain nothing about members or posts, so nobody has to sign in; no session is read.
    """
    try:
        found = _found()
    except SQLAlchemyError as fault:
        _log.warning("the database did not answer: %s", type(fault).__name__)
        session().rollback()
        found = {"ok": False, "database": False}
    answer = jsonify(found)
    answer.status_code = 200 if found["ok"] else 503
    answer.headers["Cache-Control"] = "private, no-store"
    answer.vary.add("Cookie")
    return answer


def _found() -> dict[str, object]:
    """Return the details. If the tables are missing or of another version, nothing else is read."""
    if not _schema():
        return {"ok": False, "database": True, "schema": False}
    since, index, storage = waiting_since(session()), status(), _storage()
    waiting, late = _seconds(since), _seconds(overdue_since() if state().config.mail else None)
    in_time = max(waiting, late) <= PATIENCE
    writable = not state().memory.unwritable
    return {
        "ok": in_time and writable and index != "elsewhere" and storage == "ready",
        "database": True,
        "schema": True,
        "writable": writable,
        "waiting_seconds": waiting,
        "mail_late_seconds": late,
        "files_waiting_seconds": _seconds(files_waiting_since()),
        "index": index,
        "storage": storage,
    }


def _seconds(since: datetime | None) -> int:
    """Return how many seconds have passed *since* a moment; 0 for None or the future."""
    return max(0, round((now() - since).total_seconds())) if since else 0


def _storage() -> str:
    """Return ``ready`` if files can be stored, else ``failed``. Nothing is written."""
    try:
        return "ready" if works() else "failed"
    except Exception as fault:
        _log.warning("the storage did not answer: %s", type(fault).__name__)
        return "failed"


def _schema() -> bool:
    """Whether the tables are those of this version; which that is, is read from disk once."""
    memory = state().memory
    if not memory.schema:
        memory.schema = migrate.head() or ""
    return migrate.current(state().db.engine) == memory.schema
