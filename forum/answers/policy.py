"""Who may say what became of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..threads.policy import facts_of

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow


def may_mark(viewer: Viewer, thread: ThreadRow, post: Any) -> bool:
    """Whether *viewer* may say that *post* helped: the asker alone, of an answer that is shown."""
    return _open_to(viewer, thread, post) and thread.author_id == viewer.member_id


def may_report(viewer: Viewer, thread: ThreadRow, post: Any) -> bool:
    """Whether *viewer* may say how *post* went: who writes there, of somebody else's answer."""
    return _open_to(viewer, thread, post) and post.author_id != viewer.member_id


def _open_to(viewer: Viewer, thread: ThreadRow, post: Any) -> bool:
    return (
        not viewer.guest
        and post.kind == "answer"
        and post.state == "shown"
        and thread.kind == "question"
        and thread.locked_at is None
        and thread.space_id in viewer.writes
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )
