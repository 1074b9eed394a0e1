"""Who may mark an answer as helpful or report on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..threads.policy import facts_of

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow


def may_mark(viewer: Viewer, thread: ThreadRow, post: PostLike) -> bool:
    """Whether *viewer* may say that *post* helped: only the asker, and only of a shown answer."""
    return _takes_reports(viewer, thread, post) and thread.author_id == viewer.member_id


def may_report(viewer: Viewer, thread: ThreadRow, post: PostLike) -> bool:
    """Whether *viewer* may say how *post* went: any writer there except the answer's author."""
    return _takes_reports(viewer, thread, post) and post.author_id != viewer.member_id


def _takes_reports(viewer: Viewer, thread: ThreadRow, post: PostLike) -> bool:
    return (
        not viewer.guest
        and post.kind == "answer"
        and post.state == "shown"
        and thread.kind == "question"
        and thread.locked_at is None
        and thread.space_id in viewer.writes
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )
