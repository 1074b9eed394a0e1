"""Writes read marks after the response, in a short transaction of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from flask import after_this_request, current_app

from ..core import events
from ..core.database.base import now
from ..core.text import number_ranges
from ..core.web.after_response import is_looked_at, write_on_close
from ..members.actions import remember_reader
from . import actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Flask, Response

    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow
    from .rows import ReadingState


class ShownPost(Protocol):
    """A post on a page that somebody reads: a row of one, or of a comment."""

    @property
    def id(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def withheld(self) -> str: ...


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


def unread_posts(reading: ReadingState, posts: Iterable[ShownPost]) -> frozenset[int]:
    """Return the numbers of those of *posts* whose text can be read and has not been."""
    return _unread(reading, (post.number for post in posts if not post.withheld))


def _unread(reading: ReadingState, numbers: Iterable[int]) -> frozenset[int]:
    return number_ranges.unread(reading.read_to, reading.beyond, numbers)


def mark_read(
    viewer: Viewer,
    thread_id: int,
    posts: Sequence[ShownPost],
    reading: ReadingState,
    *,
    folded: Sequence[ShownPost] = (),
) -> None:
    """After the response, mark *posts* of a thread as read by *viewer*, and their notices as seen.

    A post that is hidden from *viewer* is left: it is new once it is shown again. Those of the
    posts that the page only repeats, *folded*, keep their notices. Only a GET that a person made
    and that is answered with the page counts. Nothing is written if *reading* says that it would
    change nothing.
    """
    if viewer.guest or not is_looked_at():
        return
    numbers = [post.number for post in posts if post.withheld != "hidden"]
    shown = {post.id for post in posts if not post.withheld} - {post.id for post in folded} | {0}
    seen = shown.intersection(map(int, filter(None, reading.unseen_here.split(","))))
    if not _unread(reading, numbers) and not seen:
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    at = now()

    def write() -> None:
        reader = remember_reader(viewer)
        actions.mark_posts_read(reader.member_id or 0, thread_id, numbers)
        if seen:
            events.posts_read.send(
                app, member=reader.member_id, thread=thread_id, posts=seen, at=at
            )

    @after_this_request
    def write_later(response: Response) -> Response:
        write_on_close(response, write)
        return response
