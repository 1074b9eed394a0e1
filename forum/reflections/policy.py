"""Who may share a reflection: whoever may write there, unless the host says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..threads.policy import may_open, may_write

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow


def may_reflect(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may share a reflection in *thread*."""
    return may_write(viewer, thread) and viewer.allows("reflect", thread, default=True)


def may_share(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may open a thread with a reflection in a space."""
    return may_open(viewer, space_id) and viewer.allows("reflect", space_id, default=True)
