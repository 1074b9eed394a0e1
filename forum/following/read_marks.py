"""Writes read marks after the response, in a short transaction of their own."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING

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
    from collections.abc import Callable, Iterable, Sequence

    from flask import Flask, Response

    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow
    from .rows import ReadingState

_log = logging.getLogger(__name__)
_one_at_a_time = Lock()
PATIENCE = 1.0
"""Seconds that a mark waits for another of this process; then it is dropped, so that a slow
database does not block every thread that answers requests."""


def new_posts(reading: ReadingState, thread: ThreadRow) -> int:
    """Return how many posts of *thread* are new to the viewer; 0 if they never opened it."""
    if not reading.read_count:
        return 0
    return number_ranges.count_unread(
        thread.posts, reading.read_to, reading.beyond, thread.withheld
    )


def first_new_post(reading: ReadingState, thread: ThreadRow) -> int:
    """Return the number of the first new post of *thread*, or of its last one if none is new."""
    first = number_ranges.first_unread(reading.read_to, reading.beyond, thread.withheld)
    return min(first, thread.posts)


def unread_posts(reading: ReadingState, posts: Iterable[PostLike]) -> frozenset[int]:
    """Return the numbers of those of *posts* whose text can be read and has not been."""
    return _unread(reading, (post.number for post in posts if not post.withheld))


def _unread(reading: ReadingState, numbers: Iterable[int]) -> frozenset[int]:
    read_to, beyond = reading.read_to, reading.beyond
    return frozenset(n for n in numbers if not number_ranges.has_read(read_to, beyond, n))


def mark_read(
    viewer: Viewer,
    thread_id: int,
    posts: Sequence[PostLike],
    reading: ReadingState,
    *,
    folded: Sequence[PostLike] = (),
) -> None:
    """After the response, mark *posts* of a thread as read by *viewer*, and their notices as seen.

    A post that is hidden from *viewer* is left: it is new once it is shown again. Those of the
    posts that the page only repeats, *folded*, keep their notices. Only a GET that a person made
    and that is answered with the page counts. Nothing is written if *reading* says that it would
    change nothing.
    """
    if viewer.guest or request.method != "GET" or _is_prefetch():
        return
    numbers = [post.number for post in posts if post.withheld != "hidden"]
    shown = {post.id for post in posts if not post.withheld} - {post.id for post in folded}
    seen = shown.intersection(map(int, filter(None, reading.unseen_here.split(","))))
    if not _unread(reading, numbers) and not seen:
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    at = now()

    def write() -> None:
        reader = remember_member(viewer) if viewer.member_id is None else viewer
        actions.mark_posts_read(reader.member_id or 0, thread_id, numbers)
        if seen:
            events.posts_read.send(app, member=reader.member_id, posts=seen, at=at)

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
        with going_to_write(), app.app_context():
            write()
            commit()
    except SQLAlchemyError as error:
        _log.debug("a read mark was dropped: %s", type(error).__name__)
    finally:
        _one_at_a_time.release()
