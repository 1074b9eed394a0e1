"""Who may read an artefact, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import bindparam

from .models import Artefact, ArtefactRevision

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label

    from ..members.viewer import Viewer
    from .rows import ArtefactRow

Withheld = Literal["", "unseen"]
"""Why somebody may not read the text of an artefact; empty where they may."""


def visible_to() -> ColumnElement[bool]:
    """Return the ``where`` of every artefact and every list; its bind is in ``viewer.binds()``."""
    return Artefact.space_id.in_(bindparam("viewer_spaces", expanding=True))


def readable_html() -> Label[str]:
    """Return the column ``html`` of artefacts, as far as it may be read: to whoever sees them.

    Nothing of an artefact is withheld within its space, so it says so without a condition; the
    statement has ``visible_to()``, or selects for the index, which has the space as its scope.
    """
    return Artefact.html.label("html")


def readable_source() -> Label[str]:
    """Return the column ``source`` of revisions, as ``readable_html``: the artefact is joined."""
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
