"""Who may remove what earlier revisions of a post say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..threads.policy.acts import may_withdraw

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike


def may_redact(viewer: Viewer, post: PostLike) -> bool:
    """Whether *viewer* may take out what earlier revisions of *post* say: its author may."""
    return may_withdraw(viewer, post) and post.state == "shown"
