"""Moves of threads: which may be undone, and who could read what before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, or_, select

from ...attempts.models import Attempt
from ...core.database.session import fetch_all, fetch_one
from ...experience.models import BeenThere
from ...members.models import Member
from ...spaces.models import Space
from ...spaces.policy import readable_by_member
from ...threads.models import Post, Revision, Thread
from ...threads.policy.readable_text import has_text
from ..models import LogEntry
from ..policy import may_undo
from ..rows import AuthorsRow, LogRow, MoveRow, NewestMoveRow, ThreadRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ...members.viewer import Viewer

_MOVES = (
    select(LogEntry.thread_id, func.max(LogEntry.id).label("newest"))
    .where(
        LogEntry.thread_id.in_(bindparam("threads", expanding=True)),
        LogEntry.act.in_(("move", "undo")),
    )
    .group_by(LogEntry.thread_id)
)
_MOVE = select(
    LogEntry.id,
    LogEntry.act,
    LogEntry.actor_id,
    LogEntry.at,
    LogEntry.thread_id.label("moved_id"),
    LogEntry.space_id,
).where(LogEntry.id == bindparam("entry_id"))


def undoable_moves(viewer: Viewer, entries: Iterable[LogRow]) -> frozenset[int]:
    """Return the ids of those of *entries* that are moves which *viewer* may undo."""
    own = {entry.moved_id: entry.id for entry in entries if may_undo(viewer, entry)}
    newest = fetch_all(NewestMoveRow, _MOVES, {"threads": list(own)}) if own else ()
    return frozenset(row.newest for row in newest if row.newest in own.values())


def undoable_move(viewer: Viewer, space_id: int, entry_id: int) -> MoveRow | None:
    """Return a move out of a space that *viewer* may undo; None if there is none, or no longer."""
    entry = fetch_one(MoveRow, _MOVE, {"entry_id": entry_id})
    if entry is None or entry.space_id != space_id or not may_undo(viewer, entry):
        return None
    return entry if is_newest_move(entry) else None


def is_newest_move(entry: MoveRow) -> bool:
    """Whether the thread was not moved again after *entry*."""
    newest = fetch_one(NewestMoveRow, _MOVES, {"threads": [entry.moved_id]})
    return newest is not None and newest.newest == entry.id


def is_written_for_few(thread_id: int, *, since: datetime) -> bool:
    """Whether something was written or edited in a thread *since*, and not everybody may read it.

    Only some people read a closed space or one of a group. Posts, reports of tries, who has been
    there and the reason for a lock count as written.
    """
    post = and_(Post.thread_id == Thread.id, has_text())
    edited = exists().where(post, Revision.post_id == Post.id, Revision.at > since)
    told = or_(Attempt.at > since, Attempt.corrected_at > since)
    tried = or_(
        exists().where(post, Attempt.post_id == Post.id, told),
        exists().where(Attempt.thread_id == Thread.id, told),
    )
    there = exists().where(post, BeenThere.post_id == Post.id, BeenThere.at > since)
    written = or_(edited, tried, there, Thread.locked_at > since)
    statement = (
        select(Thread.id)
        .join(Space, Space.id == Thread.space_id)
        .where(Thread.id == thread_id, Space.access != "open", written)
    )
    return fetch_one(ThreadRow, statement) is not None


def authors_without_sight(thread_id: int, space_id: int) -> int:
    """Return how many members who wrote in a thread cannot read a space.

    Asked for one space after another, the number says who they are: not of sealed first takes.
    """
    statement = (
        select(func.count(Post.author_id.distinct()).label("members"))
        .join(Member, Member.id == Post.author_id)
        .where(
            Post.thread_id == thread_id,
            Member.user_key.is_not(None),
            ~readable_by_member(Post.author_id, space_id),
        )
    )
    found = fetch_one(AuthorsRow, statement)
    return found.members if found else 0
