"""Who may say that an answer helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..threads.policy import facts_of

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow


def may_mark(viewer: Viewer, thread: ThreadRow, post: PostLike) -> bool:
    """Whether *viewer* may say that *post* helped: only the asker, and only of a shown answer."""
    return (
        not viewer.guest
        and thread.author_id == viewer.member_id
        and post.kind == "answer"
        and post.state == "shown"
        and thread.kind == "question"
        and thread.locked_at is None
        and thread.space_id in viewer.writes
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )
