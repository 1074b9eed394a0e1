"""Who may mark the steps of a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..members.viewer import Viewer


def may_mark(viewer: Viewer) -> bool:
    """Whether *viewer* may mark a step that they read: whoever is signed in may, for themselves.

    The host is not asked: nobody else learns of it.
    """
    return not viewer.guest
