"""Writes read marks after the response, in a short transaction of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from .rows import ReadingState


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
    if viewer.guest or not is_looked_at():
        return
    if not unread_posts(reading, numbers) and not reading.unseen_here:
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    at = now()

    def write() -> None:
        reader = remember_reader(viewer)
        actions.mark_posts_read(reader.member_id or 0, thread_id, numbers)
        events.thread_read.send(app, member=reader.member_id, thread=thread_id, at=at)

    @after_this_request
    def write_later(response: Response) -> Response:
        write_on_close(response, write)
        return response
