"""Reads how far members have read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import (
    Integer,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from ..core.database.id_list import is_among
from ..core.database.keyset import by_moment
from ..core.database.session import fetch_all
from ..core.database.statement_cache import with_cache
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

    from sqlalchemy import ColumnElement, Label, ScalarSelect
    from sqlalchemy.orm import InstrumentedAttribute

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer
    from .rows import HasId

T = TypeVar("T")
_STARTED = with_cache(
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


FEW = 1_000
"""A viewer with no more marks has all of them looked at."""
RECENT = 1_000
"""In how many of the threads that they may read, the latest active, the posts that any other viewer
has not read are counted: whoever has read for years has marks in tens of thousands, and few threads
are taken up again."""


def _number(value: int) -> ColumnElement[int]:
    """Return *value* as a literal: PostgreSQL plans by how many rows it is to read."""
    return literal_column(str(value), Integer)


def _of_mark(
    column: InstrumentedAttribute[T], thread_id: InstrumentedAttribute[int]
) -> ScalarSelect[T]:
    """Return *column* of the viewer's mark in a thread. Not a join: PostgreSQL would read all."""
    return select(column).where(_MINE, ReadMark.thread_id == thread_id).scalar_subquery()


_MINE = ReadMark.member_id == bindparam("viewer_id", type_=Integer)
_HAS_MANY = exists(select(ReadMark.thread_id).where(_MINE).limit(_number(1)).offset(_number(FEW)))
_THREAD = (Thread.id, Thread.space_id, Thread.posts, Thread.withheld)
# One of the two reads nothing, by its limit: SQLite asks any other condition again for each row.
_marks = (
    select(ReadMark.thread_id, ReadMark.read_count)
    .where(_MINE)
    .limit(case((_HAS_MANY, NO), else_=_number(FEW)))
    .subquery("mark")
)
_begun = (
    select(*_THREAD, _marks.c.read_count)
    .join(_marks, _marks.c.thread_id == Thread.id)
    .where(visible_to())
)
_latest = (
    select(*_THREAD, _of_mark(ReadMark.read_count, Thread.id).label("read_count"))
    .where(visible_to())
    .order_by(Thread.active_at.desc(), Thread.id.desc())
    .limit(_number(RECENT))
    .subquery("latest")
)
_of_many = select(_latest).limit(case((_HAS_MANY, _number(RECENT)), else_=NO)).subquery("of_many")
_started = union_all(_begun, select(_of_many)).subquery("started")
_Started = aliased(Thread, _started)
_posts, _read, _withheld = _Started.posts, _started.c.read_count, _Started.withheld
# Literals, not binds: PostgreSQL must see that both places say the same.
_each = case((_withheld == NOTHING, NO), else_=_Started.id)


def _where_withheld(column: InstrumentedAttribute[T], otherwise: ColumnElement[T]) -> Label[T]:
    """Return *column* of the mark in a thread with withheld posts: nothing else needs it."""
    mine = case((_withheld != NOTHING, _of_mark(column, _Started.id)), else_=otherwise)
    return func.max(mine).label(column.key)


_UNREAD_BY_SPACE = with_cache(
    select(
        _Started.space_id,
        func.sum(case((is_sealed(), NO), else_=_posts - _read)).label("left"),
        func.max(case((is_sealed(), NO), else_=_posts)).label("posts"),
        func.max(_withheld).label("withheld"),
        _where_withheld(ReadMark.read_to, NO),
        _where_withheld(ReadMark.beyond, NOTHING),
    )
    .outerjoin(SEAL, seal_to(thread=_Started))
    .where(_read < _posts)
    .group_by(_Started.space_id, _each)
)


def unread_by_space(viewer: Viewer) -> Mapping[int, int]:
    """Return how many posts are unread in each space, in threads *viewer* has begun to read.

    With more than ``FEW`` marks, only the ``RECENT`` latest active of all threads are looked at.
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
