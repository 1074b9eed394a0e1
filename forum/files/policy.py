"""How files may be given out, and who may take one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.file_kinds import KINDS

if TYPE_CHECKING:
    from ..members.viewer import Viewer
    from .rows import FileRow


def is_inline(kind: str) -> bool:
    """Whether a browser may show a file of this *kind* itself: what can execute nothing.

    Pictures are drawn anew before they are stored.
    """
    return KINDS[kind].family in ("picture", "audio", "video")


def has_words(kind: str) -> bool:
    """Whether the words of a file of this *kind* are read, to be found by them."""
    return KINDS[kind].family in ("document", "text")


def may_put_up(viewer: Viewer) -> bool:
    """Whether *viewer* may put files up: not if they are blocked, or all is archived, everywhere.

    While there are no spaces, members have their journals alone to write in.
    """
    return bool(viewer.writes) or not viewer.spaces


def is_own(viewer: Viewer, file: FileRow) -> bool:
    """Whether *viewer* put *file* up."""
    return viewer.member_id is not None and file.member_id == viewer.member_id
