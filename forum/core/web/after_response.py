"""Writes after the response, in a short transaction of its own: for what a GET may write."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING

from flask import current_app, request
from sqlalchemy.exc import SQLAlchemyError

from ..database.session import commit, note_failure
from ..database.sqlite import going_to_write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()
PATIENCE = 1.0
"""Seconds that such a write waits for another of this process, and for the database; then it is
dropped, so that a slow database does not block every thread that answers requests."""


def is_looked_at() -> bool:
    """Return whether a person asked for the page in hand: a GET, and no browser fetching ahead."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    ahead = any("prefetch" in purpose or "prerender" in purpose for purpose in purposes)
    return request.method == "GET" and not ahead


def write_on_close(response: Response, write: Callable[[], object]) -> None:
    """Call *write* in a session of its own once *response*, a page with status 200, was sent.

    It is dropped if the database is locked or read-only: a fast page matters
    more, and the next visit writes it again.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    response.call_on_close(lambda: _write_if_possible(app, response, write))


def _write_if_possible(app: Flask, response: Response, write: Callable[[], object]) -> None:
    if response.status_code != 200 or not _one_at_a_time.acquire(timeout=PATIENCE):
        return
    try:
        with going_to_write(patience_ms=int(PATIENCE * 1000)), app.app_context():
            try:
                write()
                commit()
            except SQLAlchemyError as error:
                note_failure(error)
                raise
    except SQLAlchemyError as error:
        _log.debug("a write after the response was dropped: %s", type(error).__name__)
    finally:
        _one_at_a_time.release()
