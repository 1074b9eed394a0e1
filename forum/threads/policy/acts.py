"""Who may do what: the rules of the acts in threads, and what the host's ``can`` is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..models import BLANK

if TYPE_CHECKING:
    from ...members.viewer import Viewer
    from ..rows import PostLike, ThreadRow

WRITER_ACTS = ("open", "answer", "reply", "mark", "reflect", "keep", "edit")
"""The acts of a writer, by the names that the host's ``can`` is asked about."""
STEWARD_ACTS = ("hide", "pin", "lock", "move")
"""The acts of a steward in a thread."""
ADMIN_ACTS = ("manage_space", "administer")
"""The acts on spaces."""


class PostFacts(NamedTuple):
    """A post as it is described to the host's ``can``: the same on every page."""

    id: int
    thread_id: int
    space_id: int
    author_id: int


def facts_of(post: PostLike, thread: ThreadRow) -> PostFacts:
    """Return the facts of *post* in *thread* that the host is asked about."""
    return PostFacts(post.id, post.thread_id, thread.space_id, post.author_id)


def may_open(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may open a thread in a space."""
    return viewer.allows("open", space_id, default=space_id in viewer.writes)


def may_write(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may reply in *thread*, or post in a discussion: not if it is locked."""
    return _is_open(viewer, thread) and viewer.allows("reply", thread, default=True)


def may_answer(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may answer a question; in any other thread, whether they may write."""
    if thread.kind != "question":
        return may_write(viewer, thread)
    return _is_open(viewer, thread) and viewer.allows("answer", thread, default=True)


def _is_open(viewer: Viewer, thread: ThreadRow) -> bool:
    return thread.space_id in viewer.writes and thread.locked_at is None


def may_edit(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may edit *post*: its author may, if it is shown and they may write there."""
    own = post.author_id == viewer.member_id and post.state == "shown"
    default = thread.space_id in viewer.writes
    return own and viewer.allows("edit", facts_of(post, thread), default=default)


def may_mark(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may say that *post* helped: only the asker, and only of a shown answer."""
    return (
        viewer.member_id is not None
        and thread.author_id == viewer.member_id
        and post.kind == "answer"
        and post.state == "shown"
        and _is_open(viewer, thread)
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )


def may_try(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may tell how it went when they tried what *post* says, locked or not.

    An answer or a reflection, or whatever stands in a thread that is no question; not one's own.
    """
    which = post.kind in ("answer", "reflection") or thread.kind != "question"
    return which and _is_others(viewer, post, thread)


def may_thank(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may thank the author of *post*, locked or not, unless they have left."""
    return not post.author_former and _is_others(viewer, post, thread)


def _is_others(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    return (
        post.state == "shown"
        and post.author_id != viewer.member_id
        and thread.space_id in viewer.writes  # a guest's are none
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )


def may_withdraw(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may withdraw *post*: its author always may, once."""
    return (
        viewer.member_id is not None
        and post.author_id == viewer.member_id
        and post.state not in BLANK
    )


def may_moderate(viewer: Viewer, thread: ThreadRow, act: str = "hide") -> bool:
    """Whether *viewer* may do *act*, one of ``STEWARD_ACTS``, in *thread*.

    The host is asked about the thread, also for one post in it. That of a page is never moved.
    """
    allowed = viewer.allows(act, thread, default=thread.space_id in viewer.moderates)
    return allowed and not (act == "move" and thread.of_page)
