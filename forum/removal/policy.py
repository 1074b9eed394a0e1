"""Who may remove something for good, and who may take words out of earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..moderation.policy import may_decide_post

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow


def may_remove(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may remove *post* for good: who may decide about it, also withdrawn.

    Of a page it is ``moderation/policy.py: may_decide``: nothing is left of a withdrawn one.
    """
    return post.state != "removed" and may_decide_post(viewer, post, thread)
