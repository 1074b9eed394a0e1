"""The rules of threads: the one for reading, in lists and for single threads, and one an act."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, bindparam

from .models import Thread

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ..members.viewer import Viewer
    from .rows import PostLike, ThreadLike

WRITER_ACTS = ("open", "answer", "reply", "mark", "reflect", "keep", "edit")
"""The acts of somebody who writes, by the names under which the host's ``can`` is asked."""
STEWARD_ACTS = ("hide", "pin", "lock", "move")
"""The acts of a steward in a thread."""
ADMIN_ACTS = ("manage_space", "administer")
"""The acts on spaces."""


class PostFacts(NamedTuple):
    """A post as the host's ``can`` is asked about it: the same on every page."""

    id: int
    thread_id: int
    space_id: int
    author_id: int


def facts_of(post: PostLike, thread: ThreadLike) -> PostFacts:
    """Return the facts of *post* in *thread* that the host is asked about."""
    return PostFacts(post.id, post.thread_id, thread.space_id, post.author_id)


def visible_to() -> ColumnElement[bool]:
    """Return the condition under which a viewer reads a thread, for every list and single thread.

    Its binds are ``viewer.binds()``.
    """
    # "+ 0" keeps SQLite from using the index on spaces, which would have it sort all threads of
    # those spaces (135 ms instead of 0.5): lists are read in their own order, or by one space.
    return and_(
        (Thread.space_id + 0).in_(bindparam("viewer_spaces", expanding=True)),
        Thread.gone_at.is_(None),
    )


def may_open(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may open a thread in a space."""
    return viewer.allows("open", space_id, default=space_id in viewer.writes)


def may_write(viewer: Viewer, thread: ThreadLike) -> bool:
    """Whether *viewer* may reply in *thread*, or write in a discussion, if it is not locked."""
    return _is_open(viewer, thread) and viewer.allows("reply", thread, default=True)


def may_answer(viewer: Viewer, thread: ThreadLike) -> bool:
    """Whether *viewer* may answer a question; in any other thread, whether they may write."""
    if thread.kind != "question":
        return may_write(viewer, thread)
    return _is_open(viewer, thread) and viewer.allows("answer", thread, default=True)


def _is_open(viewer: Viewer, thread: ThreadLike) -> bool:
    return thread.space_id in viewer.writes and thread.locked_at is None


def may_edit(viewer: Viewer, post: PostLike, thread: ThreadLike) -> bool:
    """Whether *viewer* may edit *post*: its author, if it is shown and they may write there."""
    own = post.author_id == viewer.member_id and post.state == "shown"
    default = thread.space_id in viewer.writes
    return own and viewer.allows("edit", facts_of(post, thread), default=default)


def may_withdraw(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may withdraw *post*: its author always may, once."""
    return (
        viewer.member_id is not None
        and post.author_id == viewer.member_id
        and post.state != "withdrawn"
    )


def may_moderate(viewer: Viewer, thread: ThreadLike, act: str = "hide") -> bool:
    """Whether *viewer* may do *act*, one of ``STEWARD_ACTS``, in *thread*.

    The host is asked about the thread, also where the act concerns one post of it.
    """
    return viewer.allows(act, thread, default=thread.space_id in viewer.moderates)


def may_read_source(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may read the text of *post*: if it is shown, or hidden and their own."""
    return post.state == "shown" or (post.state == "hidden" and post.author_id == viewer.member_id)
