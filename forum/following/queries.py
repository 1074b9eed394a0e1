"""Reads how far members have read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from ..core.database.session import fetch_all
from ..threads.models import Thread
from ..threads.policy import visible_to
from .models import ReadMark
from .rows import ReadCountRow, UnreadRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..members.viewer import Viewer
    from ..threads.rows import ListedThreadRow

_READ_COUNTS = select(ReadMark.thread_id, ReadMark.read_count).where(
    ReadMark.member_id == bindparam("viewer_id"),
    ReadMark.thread_id.in_(bindparam("thread_ids", expanding=True)),
)


def unread(viewer: Viewer, threads: Sequence[ListedThreadRow]) -> Mapping[int, int]:
    """Return how many posts of each of *threads* are unread, by thread id.

    Only threads that *viewer* has begun to read and that have unread posts are included.
    """
    if viewer.member_id is None or not threads:
        return {}
    values = {"viewer_id": viewer.member_id, "thread_ids": [thread.id for thread in threads]}
    rows = fetch_all(ReadCountRow, _READ_COUNTS, values)
    read = {row.thread_id: row.read_count for row in rows}
    return {
        thread.id: thread.posts - read[thread.id]
        for thread in threads
        if thread.id in read and thread.posts > read[thread.id]
    }


_UNREAD_BY_SPACE = (
    select(Thread.space_id, func.sum(Thread.posts - ReadMark.read_count).label("unread"))
    .join(ReadMark, ReadMark.thread_id == Thread.id)
    .where(
        ReadMark.member_id == bindparam("viewer_id"),
        ReadMark.read_count < Thread.posts,
        visible_to(),
    )
    .group_by(Thread.space_id)
)


def unread_by_space(viewer: Viewer) -> Mapping[int, int]:
    """Return how many posts are unread in each space, in threads *viewer* has begun to read."""
    if viewer.member_id is None:
        return {}
    rows = fetch_all(UnreadRow, _UNREAD_BY_SPACE, viewer.binds())
    return {row.space_id: int(row.unread) for row in rows}
