"""Who may share a reflection: whoever may write there, unless the host says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.state import state
from ..threads.policy.acts import may_open, may_write

if TYPE_CHECKING:
    from datetime import date

    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow
    from ..threads.rows import ThreadRow


def may_reflect(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may share a reflection in *thread*."""
    return may_write(viewer, thread) and viewer.allows("reflect", thread, default=True)


def is_closing(viewer: Viewer, space: SpaceRow, today: date) -> bool:
    """Whether *viewer* is asked to look back on *space*: from its last day on, who may share it.

    Nobody is if the host leaves prompts out.
    """
    return (
        not state().config.leaves_out("prompts")
        and space.last_day is not None
        and space.last_day <= today
        and space.listed
        and may_share(viewer, space.id)
    )


def may_share(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may open a thread with a reflection in a space."""
    return may_open(viewer, space_id) and viewer.allows("reflect", space_id, default=True)
