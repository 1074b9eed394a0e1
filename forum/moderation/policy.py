"""Who may report a post, see the reports of a space, and keep somebody from writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..spaces.policy import may_manage

if TYPE_CHECKING:
    from ..members.viewer import Viewer


def may_report(viewer: Viewer, post: Any) -> bool:
    """Whether *viewer* may report *post*: whoever is signed in and reads it, but did not write it.

    A blocked member may too: a report is read by the stewards alone.
    """
    return not viewer.guest and post.author_id != viewer.member_id and post.state == "shown"


def may_settle(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may see the reports of a space: who looks after it, and nobody else."""
    return space_id in viewer.moderates


def may_block(viewer: Viewer, space: Any, person: Any) -> bool:
    """Whether *viewer* may keep *person* from writing in *space*.

    Nobody blocks themselves or somebody who looks after the space. *person* is a row with ``id``
    and ``steward``.
    """
    free = person.id != viewer.member_id and not person.steward
    return free and may_manage(viewer, space)
