"""Writes read marks after the response, in a short transaction of their own."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import after_this_request, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from ..core import events
from ..core.database.base import now
from ..core.database.session import commit
from ..core.database.sqlite import going_to_write
from ..core.text import number_ranges
from ..members.actions import remember_member
from . import actions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask, Response

    from ..members.viewer import Viewer
    from .queries import Standing

_log = logging.getLogger(__name__)
_turn = Lock()
PATIENCE = 1.0
"""Seconds that a mark waits for another one of this process: a busy database must not hold up
every thread that answers requests."""


def mark_read(viewer: Viewer, thread_id: int, numbers: Sequence[int], standing: Standing) -> None:
    """Note, once the response is sent, that *viewer* has read *numbers*.

    Only for a GET that a person asked for and that is answered with the page; where that would
    change nothing, nothing is written.
    """
    if viewer.guest or request.method != "GET" or _fetched_ahead():
        return
    unread = any(not number_ranges.has_read(standing.read_to, standing.beyond, n) for n in numbers)
    if not unread and not standing.unseen_here:
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    at = now()

    def write() -> None:
        reader = remember_member(viewer) if viewer.member_id is None else viewer
        actions.read(reader.member_id or 0, thread_id, numbers)
        events.thread_read.send(app, member=reader.member_id, thread=thread_id, at=at)

    @after_this_request
    def note(response: Response) -> Response:
        response.call_on_close(lambda: _after(app, response, write))
        return response


def _fetched_ahead() -> bool:
    """Whether a browser fetched the page in case somebody wants it (Sec-Purpose: prefetch)."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in purpose or "prerender" in purpose for purpose in purposes)


def _after(app: Flask, response: Any, write: Callable[[], None]) -> None:
    """Write on a session of its own; a database that is locked or read-only is left alone."""
    if response.status_code != 200 or not _turn.acquire(timeout=PATIENCE):
        return
    try:
        with going_to_write(), app.app_context():
            write()
            commit()
    except SQLAlchemyError as error:
        _log.debug("a read mark was dropped: %s", type(error).__name__)
    finally:
        _turn.release()
