"""Writes read marks after the response, in a short transaction of their own."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING

from flask import after_this_request, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from ..core import events
from ..core.database.base import now
from ..core.database.session import commit, note_failure
from ..core.database.sqlite import going_to_write
from ..core.text import number_ranges
from ..members.actions import remember_member
from . import actions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from flask import Flask, Response

    from ..members.viewer import Viewer
    from .rows import ReadingState

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()
PATIENCE = 1.0
"""Seconds that a mark waits for another of this process, and for the database; then it is dropped,
so that a slow database does not block every thread that answers requests."""


def new_posts(reading: ReadingState, posts: int) -> int:
    """Return how many of the *posts* of a thread are new; 0 if the viewer never opened it."""
    return max(0, posts - reading.read_count) if reading.read_count else 0


def unread_posts(reading: ReadingState, numbers: Iterable[int]) -> frozenset[int]:
    """Return those of the posts *numbers* that have not been read."""
    read_to, beyond = reading.read_to, reading.beyond
    return frozenset(n for n in numbers if not number_ranges.has_read(read_to, beyond, n))


def mark_read(
    viewer: Viewer, thread_id: int, numbers: Sequence[int], reading: ReadingState
) -> None:
    """After the response, mark the posts *numbers* of a thread as read by *viewer*.

    Only a GET that a person made and that is answered with the page counts. Nothing is written
    if *reading* says that it would change nothing.
    """
    if viewer.guest or request.method != "GET" or _is_prefetch():
        return
    if not unread_posts(reading, numbers) and not reading.unseen_here:
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    at = now()

    def write() -> None:
        reader = remember_member(viewer) if viewer.member_id is None else viewer
        actions.mark_posts_read(reader.member_id or 0, thread_id, numbers)
        events.thread_read.send(app, member=reader.member_id, thread=thread_id, at=at)

    @after_this_request
    def write_on_close(response: Response) -> Response:
        response.call_on_close(lambda: _write_if_possible(app, response, write))
        return response


def _is_prefetch() -> bool:
    """Whether a browser fetched the page before anybody asked for it (Sec-Purpose: prefetch)."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in purpose or "prerender" in purpose for purpose in purposes)


def _write_if_possible(app: Flask, response: Response, write: Callable[[], None]) -> None:
    """Call *write* in a session of its own; drop the mark if the database is locked or read-only.

    A mark is worth less than a fast page: the next visit writes it again.
    """
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
        _log.debug("a read mark was dropped: %s", type(error).__name__)
    finally:
        _one_at_a_time.release()
