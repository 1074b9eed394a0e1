"""Reads how far members have read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Integer, bindparam, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from ..core.database.id_list import is_among
from ..core.database.keyset import by_moment
from ..core.database.session import fetch_all
from ..core.text import number_ranges
from ..spaces.models import Space
from ..threads.models import Thread
from ..threads.policy.sight import (
    NO,
    NOTHING,
    ONLY_QUESTION,
    SEAL,
    is_sealed,
    seal_to,
    unless_sealed,
    visible_to,
)
from .models import Follow, ReadMark
from .rows import FollowedRow, StartedThreadRow, UnreadRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ScalarSelect
    from sqlalchemy.orm import InstrumentedAttribute

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer
    from .rows import HasId

T = TypeVar("T")
_STARTED = (
    select(
        ReadMark.thread_id,
        unless_sealed(Thread.posts, ONLY_QUESTION),
        unless_sealed(Thread.withheld, NOTHING),
        ReadMark.read_to,
        ReadMark.beyond,
    )
    .join(Thread, Thread.id == ReadMark.thread_id)
    .outerjoin(SEAL, seal_to())
    .where(
        ReadMark.member_id == bindparam("viewer_id"),
        is_among(ReadMark.thread_id, "thread_ids"),
        ReadMark.read_count < Thread.posts,
    )
)


def unread(viewer: Viewer, threads: Sequence[HasId]) -> Mapping[int, int]:
    """Return how many posts of each of *threads* are unread, by thread id.

    Only threads that *viewer* has begun to read and that have unread posts are included. Posts
    that are withheld are not unread.
    """
    if viewer.member_id is None or not threads:
        return {}
    values = {"viewer_id": viewer.member_id, "thread_ids": [thread.id for thread in threads]}
    found = {row.thread_id: _unread(row) for row in fetch_all(StartedThreadRow, _STARTED, values)}
    return {id: number for id, number in found.items() if number}


def _unread(row: StartedThreadRow | UnreadRow) -> int:
    return number_ranges.count_unread(row.posts, row.read_to, row.beyond, row.withheld)


RECENT = 1_000
"""In how many of the threads that a viewer may read, the latest active, unread posts are counted:
whoever has read for years has marks in tens of thousands, and few threads are taken up again."""


def _of_mark(
    column: InstrumentedAttribute[T], thread_id: InstrumentedAttribute[int]
) -> ScalarSelect[T]:
    """Return *column* of the viewer's mark in a thread. Not a join: PostgreSQL would read all."""
    mine = ReadMark.member_id == bindparam("viewer_id", type_=Integer)
    return select(column).where(mine, ReadMark.thread_id == thread_id).scalar_subquery()


_latest = (
    select(
        Thread.id,
        Thread.space_id,
        Thread.posts,
        Thread.withheld,
        _of_mark(ReadMark.read_count, Thread.id).label("read_count"),
    )
    .where(visible_to())
    .order_by(Thread.active_at.desc(), Thread.id.desc())
    .limit(literal_column(str(RECENT), Integer))
    .subquery("latest")
)
_Latest = aliased(Thread, _latest)
_posts, _read = _Latest.posts, _latest.c.read_count
# Literals, not binds: PostgreSQL must see that both places say the same.
_each = case((_Latest.withheld == literal_column("''"), literal_column("0")), else_=_Latest.id)
_UNREAD_BY_SPACE = (
    select(
        _Latest.space_id,
        func.sum(case((is_sealed(), NO), else_=_posts - _read)).label("left"),
        func.max(case((is_sealed(), NO), else_=_posts)).label("posts"),
        func.max(_Latest.withheld).label("withheld"),
        func.max(_of_mark(ReadMark.read_to, _Latest.id)).label("read_to"),
        func.max(_of_mark(ReadMark.beyond, _Latest.id)).label("beyond"),
    )
    .outerjoin(SEAL, seal_to(thread=_Latest))
    .where(_read < _posts)
    .group_by(_Latest.space_id, _each)
)


def unread_by_space(viewer: Viewer) -> Mapping[int, int]:
    """Return how many posts are unread in each space, in threads *viewer* has begun to read.

    Of all threads only the ``RECENT`` latest active are looked at.
    """
    if viewer.member_id is None:
        return {}
    found: dict[int, int] = {}
    for row in fetch_all(UnreadRow, _UNREAD_BY_SPACE, viewer.binds()):
        here = _unread(row) if row.withheld else int(row.left)
        if here:
            found[row.space_id] = found.get(row.space_id, 0) + here
    return found


_FOLLOWED = (
    select(
        Follow.id,
        Follow.at,
        Follow.thread_id,
        Follow.artefact_id,
        func.coalesce(Thread.title, "").label("title"),
        func.coalesce(Thread.slug, "").label("slug"),
        func.coalesce(Space.name, "").label("space_name"),
        func.coalesce(Space.slug, "").label("space_slug"),
    )
    .outerjoin(Thread, Thread.id == Follow.thread_id)
    .outerjoin(Space, Space.id == func.coalesce(Thread.space_id, Follow.space_id))
    .where(
        Follow.member_id == bindparam("viewer_id"),
        Follow.following,
        or_(
            visible_to(),
            is_among(Follow.space_id, "viewer_spaces"),
            Follow.artefact_id.is_not(None),
        ),
    )
)


def followed(viewer: Viewer) -> Fetch[FollowedRow]:
    """Return the function with which ``paging.list_page`` reads what *viewer* follows.

    Threads and spaces that they cannot read are left out. Pages of the library have no title here,
    and it is for the caller to ask which of them *viewer* may see.
    """
    return by_moment(_FOLLOWED, Follow.at, Follow.id, values=viewer.binds(), row=FollowedRow)
