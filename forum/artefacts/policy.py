"""Who may read an artefact, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..core.database.id_list import is_among
from ..members.viewer import GUEST
from ..threads.policy import readable_text
from ..threads.policy.sight import waits
from .models import Artefact, ArtefactRevision

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label

    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow
    from .rows import ArtefactRow

Withheld = Literal["", "unseen"]
"""Why somebody may not read the text of an artefact; empty if they may."""


def visible_to() -> ColumnElement[bool]:
    """Return the condition under which a viewer may read an artefact, in lists and on its own.

    Its bind is in ``viewer.binds()``.
    """
    return is_among(Artefact.space_id, "viewer_spaces", own_index=False)


def readable_html() -> Label[str]:
    """Return the column ``html`` of artefacts: whoever sees an artefact may read its text.

    Therefore it has no condition of its own. The statement has ``visible_to()``, or selects for the
    index, where the space is the scope.
    """
    return Artefact.html.label("html")


def readable_source() -> Label[str]:
    """Return the column ``source`` of revisions by the same rule; the artefact must be joined."""
    return ArtefactRevision.source.label("source")


def why_withheld(viewer: Viewer, artefact: ArtefactRow) -> Withheld:
    """Return why *viewer* may not read the text of *artefact*, "" if they may."""
    return "" if artefact.space_id in viewer.reads else "unseen"


def may_read_source(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may read the text of *artefact*, and with it its earlier versions."""
    return not why_withheld(viewer, artefact)


def may_create(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may add to the library of a space. Hosts know this act as "keep"."""
    return viewer.allows("keep", space_id, default=space_id in viewer.writes)


def may_edit(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may change *artefact*: by default, whoever may write in its space."""
    return viewer.allows("edit", artefact, default=artefact.space_id in viewer.writes)


def may_copy(post: PostLike, thread: ThreadRow) -> bool:
    """Whether *post* may be copied into a page: only if everybody may read it."""
    is_take = post.branch > 0 or bool(thread.question)
    return not readable_text.why_withheld(GUEST, post) and not (is_take and waits(thread))
