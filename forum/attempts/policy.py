"""Who may tell how it went: the act that the host's ``can`` is asked about is ``mark``.

For a post it is ``threads/policy.py: may_try``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow


def may_try_page(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may tell how it went with a page of the library: who may write there."""
    return _may(viewer, artefact.space_id, artefact)


def may_try_host_page(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may tell how it went with the page of the host that *thread* is about.

    Not while its first takes are sealed to them: what was tried is sealed as well.
    """
    is_about_page = thread.anchor_key is not None and not thread.sealed
    return is_about_page and _may(viewer, thread.space_id, thread)


def _may(viewer: Viewer, space_id: int, thing: ArtefactRow | ThreadRow) -> bool:
    may_write = not viewer.guest and space_id in viewer.writes
    return may_write and viewer.allows("mark", thing, default=True)
