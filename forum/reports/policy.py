"""What a report does at once, and who may answer the stewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer
    from ..threads.rows import SinglePostRow
    from .rows import BeforeReportRow

MOST_WAITING = 3
"""How many texts are hidden at once because of one person's reports."""


def hides(viewer: Viewer, space_id: int, known: BeforeReportRow, *, for_admins: bool) -> bool:
    """Whether a report of *viewer*'s hides its text until somebody has looked at it.

    Where the space wants that; not if they are blocked, if somebody has decided about the text
    before, if `MOST_WAITING` texts wait because of them, or if nobody could look: *for_admins* says
    whether they let administrators read it.
    """
    somebody = known.has_steward or for_admins
    waits = known.hides_reported and not known.decided and known.waiting < MOST_WAITING
    return somebody and waits and space_id in viewer.writes


def may_object(viewer: Viewer, post: SinglePostRow) -> bool:
    """Whether *viewer* may say what they think of hiding *post*: its author, while it is hidden.

    Blocked members may too: only the stewards read it.
    """
    return not viewer.guest and post.author_id == viewer.member_id and post.state == "hidden"


def may_object_to_page(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may say what they think of hiding a page: whoever made it, likewise."""
    own = artefact.author_id == viewer.member_id
    return not viewer.guest and own and artefact.visibility == "hidden"
