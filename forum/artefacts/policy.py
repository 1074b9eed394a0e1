"""Who may read an artefact, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam

from .models import Artefact

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ..members.viewer import Viewer
    from .rows import ArtefactRow


def visible_to() -> ColumnElement[bool]:
    """Return the ``where`` of every artefact and every list; its bind is in ``viewer.binds()``."""
    return Artefact.space_id.in_(bindparam("viewer_spaces", expanding=True))


def may_create(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may add to the library of a space. Hosts know this act as "keep"."""
    return viewer.allows("keep", space_id, default=space_id in viewer.writes)


def may_edit(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may change *artefact*: by default, whoever may write in its space."""
    return viewer.allows("edit", artefact, default=artefact.space_id in viewer.writes)
