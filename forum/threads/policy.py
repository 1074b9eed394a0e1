"""Who may read a thread, in a list or alone, and what they may do in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam

from .models import Thread

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ..members.viewer import Viewer
    from .rows import AnyPost, AnyThread


class PostAsked(NamedTuple):
    """A post as the host's ``can`` is asked about it, on every page with the same."""

    id: int
    thread_id: int
    space_id: int
    author_id: int


def asked(post: AnyPost, thread: AnyThread) -> PostAsked:
    """Return *post* of *thread* as the host is asked about it."""
    return PostAsked(post.id, post.thread_id, thread.space_id, post.author_id)


def visible_to() -> ColumnElement[bool]:
    """Return the ``where`` of every thread and every list; binds come from ``viewer.binds()``.

    The sum keeps it from choosing the index: lists are read in their own order, or by a space.
    SQLite would else take the index of spaces and sort all their threads (135 ms, not 0.5).
    """
    return and_(
        (Thread.space_id + 0).in_(bindparam("viewer_spaces", expanding=True)),
        Thread.gone_at.is_(None),
    )


def may_open(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may open a thread in a space."""
    return viewer.allows("open", space_id, default=space_id in viewer.writes)


def may_write(viewer: Viewer, thread: AnyThread) -> bool:
    """Whether *viewer* may reply in *thread*, or write on. A locked one takes nothing more."""
    return _free(viewer, thread) and viewer.allows("reply", thread, default=True)


def may_answer(viewer: Viewer, thread: AnyThread) -> bool:
    """Whether *viewer* may answer the question that *thread* is, or write on where it is none."""
    if thread.kind != "question":
        return may_write(viewer, thread)
    return _free(viewer, thread) and viewer.allows("answer", thread, default=True)


def _free(viewer: Viewer, thread: AnyThread) -> bool:
    return thread.space_id in viewer.writes and thread.locked_at is None


def may_edit(viewer: Viewer, post: AnyPost, thread: AnyThread) -> bool:
    """Whether *viewer* may edit *post*: its author, while it is shown and they may write there."""
    free = post.author_id == viewer.member_id and post.state == "shown"
    default = thread.space_id in viewer.writes
    return free and viewer.allows("edit", asked(post, thread), default=default)


def may_take_back(viewer: Viewer, post: AnyPost) -> bool:
    """Whether *viewer* may take *post* back: its author, always, once."""
    return (
        viewer.member_id is not None
        and post.author_id == viewer.member_id
        and post.state != "withdrawn"
    )


def may_moderate(viewer: Viewer, thread: AnyThread, act: str = "hide") -> bool:
    """Whether *viewer* may do a steward's *act* (hide, pin, lock, move) in the thread's space."""
    return viewer.allows(act, thread, default=thread.space_id in viewer.moderates)


def may_read_source(viewer: Viewer, post: AnyPost) -> bool:
    """Whether *viewer* may read the words of *post*: shown ones, and the author's own hidden."""
    return bool(
        post.state == "shown" or (post.state == "hidden" and post.author_id == viewer.member_id)
    )
