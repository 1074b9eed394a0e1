"""Who may remove what earlier revisions of a post say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..threads.policy.acts import may_moderate, may_withdraw

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow


def may_redact(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may take out what earlier revisions of *post* say.

    Its author may, and whoever may hide it.
    """
    may = may_withdraw(viewer, post) or may_moderate(viewer, thread)
    return may and post.state == "shown"


def redacts_as(viewer: Viewer, writer_id: int) -> str:
    """Return as whom *viewer* takes out what *writer_id* has written: "author" or "stewards"."""
    return "author" if viewer.member_id == writer_id else "stewards"
