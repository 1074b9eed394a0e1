"""Reading how far members have read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from ..core.database.session import rows
from ..threads.models import Thread
from ..threads.policy import visible_to
from .models import ReadMark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..members.viewer import Viewer


@dataclass(frozen=True)
class Standing:
    """How a viewer stands to a thread: what they have read, whether they follow it."""

    read_to: int = 0
    beyond: str = ""
    read_count: int = 0
    following: bool = False
    unseen: int = 0
    """How many notices wait for them, in all."""
    unseen_here: int = 0
    """How many of those are about this thread."""


_READ = select(ReadMark.thread_id, ReadMark.read_count).where(
    ReadMark.member_id == bindparam("viewer_id"),
    ReadMark.thread_id.in_(bindparam("thread_ids", expanding=True)),
)


def unread(viewer: Viewer, threads: Sequence[Any]) -> Mapping[int, int]:
    """Return how many posts of each of *threads* are new to *viewer*, who has read some of it."""
    if viewer.member_id is None or not threads:
        return {}
    found = rows(_READ, {"viewer_id": viewer.member_id, "thread_ids": [t.id for t in threads]})
    read: dict[int, int] = {mark.thread_id: mark.read_count for mark in found}
    return {
        thread.id: thread.posts - read[thread.id]
        for thread in threads
        if thread.id in read and thread.posts > read[thread.id]
    }


_BY_SPACE = (
    select(Thread.space_id, func.sum(Thread.posts - ReadMark.read_count).label("new"))
    .join(ReadMark, ReadMark.thread_id == Thread.id)
    .where(
        ReadMark.member_id == bindparam("viewer_id"),
        ReadMark.read_count < Thread.posts,
        visible_to(),
    )
    .group_by(Thread.space_id)
)


def unread_by_space(viewer: Viewer) -> Mapping[int, int]:
    """Return how many posts are new to *viewer* in each space, in threads they have begun."""
    if viewer.member_id is None:
        return {}
    return {found.space_id: int(found.new) for found in rows(_BY_SPACE, viewer.binds())}
