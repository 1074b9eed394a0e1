"""The rules of first takes: who may ask for them, and who may let them open earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..threads.policy import may_answer, may_moderate, waits

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow


def may_seal(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may ask for first takes: they opened *thread*, and it has no other post."""
    is_new = thread.posts == 1 and thread.sealed_until is None and thread.anchor_key is None
    return is_new and thread.author_id == viewer.member_id and may_answer(viewer, thread)


def may_bring_forward(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may let first takes open earlier: who opened *thread*, and its stewards."""
    may = thread.author_id == viewer.member_id or may_moderate(viewer, thread, "lock")
    return may and waits(thread)
