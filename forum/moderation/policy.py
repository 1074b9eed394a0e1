"""The rules of moderation: reporting a post, settling reports, and blocking somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..spaces.policy import may_manage

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow
    from ..threads.rows import SinglePostRow
    from .rows import PersonRow


def may_report(viewer: Viewer, post: SinglePostRow) -> bool:
    """Whether *viewer* may report *post*: any member who can read it, except for its author.

    Blocked members may report too: only the stewards read a report.
    """
    return not viewer.guest and post.author_id != viewer.member_id and post.state == "shown"


def may_settle(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may see and settle the reports of a space: its stewards only."""
    return space_id in viewer.moderates


def may_block(viewer: Viewer, space: SpaceRow, person: PersonRow) -> bool:
    """Whether *viewer* may block *person* in *space*: not themselves, and not a steward."""
    can_be_blocked = person.id != viewer.member_id and not person.steward
    return can_be_blocked and may_manage(viewer, space)
