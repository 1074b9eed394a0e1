"""Reads a viewer's notices, and with them what they have read of a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Integer,
    Text,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased

from ...artefacts.models import Artefact
from ...core.database.id_list import joined
from ...core.database.session import fetch_all, fetch_joined, fetch_one
from ...core.database.statement_cache import with_cache
from ...core.state import state
from ...following.models import Follow, ReadMark
from ...following.rows import ReadingState
from ...gaps.policy import first_day
from ...gaps.queries import count_here
from ...journal import queries as journal
from ...keeping.policy import is_worth_keeping
from ...spaces.models import Space
from ...threads import queries as threads
from ...threads.models import Post, Thread
from ...threads.policy.sight import visible_to
from ...threads.queries import ANCHORED, THREAD
from ...threads.rows import ThreadRow
from ..models import Notice, SwitchedOff
from ..policy import is_about_page, is_news_elsewhere, is_news_in_thread
from ..rows import AboutRow, KindRow, UnseenRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Label, ScalarSelect

    from ...core.database.session import Statement
    from ...members.viewer import Viewer

_IS_UNSEEN = and_(
    Notice.member_id == bindparam("viewer_id"), Notice.seen_at.is_(None), is_news_in_thread()
)
COUNTED = 100
"""How many unseen notices are counted, each of which is asked whether it still holds: whoever comes
back after years has thousands, and pays for them on each page."""
_is_read_in_thread = (
    select(and_(is_news_in_thread(), visible_to()))
    .where(Thread.id == Notice.thread_id)
    .correlate(Notice)
    .scalar_subquery()
)
# Not a join: PostgreSQL would read all threads of the forum for it.
_UNSEEN_IN_THREADS = (
    select(Notice.id)
    .where(Notice.member_id == bindparam("viewer_id"), Notice.seen_at.is_(None), _is_read_in_thread)
    .limit(literal_column(str(COUNTED), Integer))
)
_UNSEEN_ELSEWHERE = (
    select(Notice.id)
    .outerjoin(Artefact, Artefact.id == Notice.artefact_id)
    .where(
        Notice.member_id == bindparam("viewer_id"), Notice.seen_at.is_(None), is_news_elsewhere()
    )
    .limit(literal_column(str(COUNTED), Integer))
)


def _count(found: Statement) -> ScalarSelect[int]:
    rows = found.correlate(None).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


_UNSEEN = (_count(_UNSEEN_IN_THREADS) + _count(_UNSEEN_ELSEWHERE)).label("unseen")
"""How many unseen notices the viewer may read; not exact from COUNTED on."""
_UNSEEN_HERE = func.coalesce(
    select(joined(Notice.post_id))
    .where(_IS_UNSEEN, Notice.thread_id == Thread.id)
    .correlate(Thread)
    .scalar_subquery(),
    "",
).label("unseen_here")
_UNSEEN_COUNT = with_cache(select(_UNSEEN))
_Own, _Its = aliased(Post, name="own"), aliased(Thread, name="own_thread")
_has_written_here = exists().where(
    _Own.author_id == bindparam("viewer_id", type_=Integer),
    _Its.id == _Own.thread_id,
    _Its.space_id == Thread.space_id,
)
_IS_FIRST_HERE = case(
    (Space.norms == literal_column("''"), false()), else_=~_has_written_here.correlate(Thread)
).label("is_first_here")


def _with_reading(threads: Statement, notes: Label[str]) -> Statement:
    """Return *threads* with the columns of ``ReadingState``, where each thread is granted.

    *notes* is the last one: nothing is asked of journals if the host leaves them out.
    """
    return (
        threads.add_columns(
            func.coalesce(ReadMark.read_to, 0).label("read_to"),
            func.coalesce(ReadMark.beyond, "").label("beyond"),
            func.coalesce(ReadMark.read_count, 0).label("read_count"),
            func.coalesce(Follow.following, False).label("following"),
            _UNSEEN,
            _UNSEEN_HERE,
            _IS_FIRST_HERE,
            is_worth_keeping().label("is_worth_keeping"),
            notes,
        )
        .outerjoin(
            ReadMark,
            and_(ReadMark.thread_id == Thread.id, ReadMark.member_id == bindparam("viewer_id")),
        )
        .outerjoin(
            Follow, and_(Follow.thread_id == Thread.id, Follow.member_id == bindparam("viewer_id"))
        )
    )


_NO_NOTES: Label[str] = literal_column("NULL", Text).label("notes")
_THREAD = {
    False: with_cache(_with_reading(THREAD, journal.notes_here())),
    True: with_cache(_with_reading(THREAD, _NO_NOTES)),
}
"""The statement about a thread, by whether the host leaves journals out."""
_ANCHORED = {
    False: _with_reading(ANCHORED, journal.notes_here()),
    True: _with_reading(ANCHORED, _NO_NOTES),
}
"""The statement about the thread of a page of the host's, likewise."""


def unseen_count(viewer: Viewer) -> int:
    """Return how many unseen notices *viewer* has and may read now; COUNTED or more if many."""
    row = fetch_one(UnseenRow, _UNSEEN_COUNT, viewer.binds()) if viewer.member_id else None
    return row.unseen if row else 0


def thread(viewer: Viewer, thread_id: int) -> tuple[ThreadRow, ReadingState] | None:
    """Return a thread as *viewer* may read it, and what they have read of it, in one statement."""
    if viewer.member_id is None:
        return _unread(viewer, threads.thread(viewer, thread_id))
    values = {"thread_id": thread_id, **viewer.sight(), **viewer.binds()}
    return fetch_joined(ThreadRow, ReadingState, _THREAD[_without_journal()], values)


def thread_about(viewer: Viewer, key: str) -> tuple[ThreadRow, ReadingState] | None:
    """Return the thread about the page that the host calls *key*, as ``thread`` does."""
    if viewer.member_id is None:
        return _unread(viewer, threads.thread_about(viewer, key))
    values = {"key": key, **viewer.binds()}
    return fetch_joined(ThreadRow, ReadingState, _ANCHORED[_without_journal()], values)


def _without_journal() -> bool:
    return state().config.leaves_out("journal")


def _unread(viewer: Viewer, thread: ThreadRow | None) -> tuple[ThreadRow, ReadingState] | None:
    """Return *thread* and what somebody who was never here has read of it: nothing."""
    notes = None if viewer.guest or _without_journal() else ""
    return (thread, ReadingState(notes=notes)) if thread else None


def _about(
    followed: ColumnElement[bool], told: ColumnElement[bool], gaps: ColumnElement[int]
) -> Statement:
    """Return the statement of ``AboutRow``: a follow, and an unseen notice, of one thing."""
    mine = bindparam("viewer_id", type_=Integer)
    follow = select(Follow.following).where(Follow.member_id == mine, followed).scalar_subquery()
    is_news = Notice.kind != "due"  # which looking at the thing does not answer
    unseen = exists().where(Notice.member_id == mine, Notice.seen_at.is_(None), is_news, told)
    return select(
        func.coalesce(follow, False).label("following"),
        unseen.label("unseen_here"),
        _UNSEEN,
        gaps.label("gaps"),
    )


_PAGE = with_cache(
    _about(
        Follow.artefact_id == bindparam("artefact_id"),
        is_about_page(bindparam("artefact_id", type_=Integer)),
        literal_column("0", Integer),
    )
)
_SPACE = with_cache(
    _about(
        Follow.space_id == bindparam("space_id"),
        Notice.space_id == bindparam("space_id"),
        count_here(),
    )
)


def about_page(viewer: Viewer, artefact_id: int) -> AboutRow:
    """Return whether *viewer* follows a page of the library, and has unseen notices about it."""
    return _about_row(viewer, _PAGE, {"artefact_id": artefact_id})


def about_space(viewer: Viewer, space_id: int) -> AboutRow:
    """Return whether *viewer* follows a space that they read, and has unseen notices about it."""
    return _about_row(viewer, _SPACE, {"space_id": space_id, "first_day": first_day()})


def _about_row(viewer: Viewer, statement: Statement, values: Mapping[str, object]) -> AboutRow:
    if viewer.member_id is None:
        return AboutRow()
    return fetch_one(AboutRow, statement, {**values, **viewer.binds()}) or AboutRow()


_OFF = select(SwitchedOff.kind).where(SwitchedOff.member_id == bindparam("viewer_id"))


def switched_off(viewer: Viewer) -> frozenset[str]:
    """Return the kinds of notices that *viewer* has switched off."""
    if viewer.member_id is None:
        return frozenset()
    return frozenset(row.kind for row in fetch_all(KindRow, _OFF, {"viewer_id": viewer.member_id}))
