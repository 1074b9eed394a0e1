"""Who may comment on a page of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer


def may_comment(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may comment on a page, as long as its thread is not locked.

    The host is asked for "reply", about the page.
    """
    may_write = not viewer.guest and artefact.space_id in viewer.writes
    return may_write and viewer.allows("reply", artefact, default=True)
