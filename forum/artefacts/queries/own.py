"""Pages that somebody made in spaces that they can no longer read: they may withdraw them still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, case, exists, literal_column, select

from ...core.database.session import fetch_all, fetch_one
from ..models import Artefact, ArtefactRevision
from ..policy import in_reach, readable
from ..rows import OwnPageRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...members.viewer import Viewer

_BY_OTHERS = exists().where(
    ArtefactRevision.artefact_id == Artefact.id, ArtefactRevision.editor_id != Artefact.author_id
)
_OUT_OF_SIGHT = select(
    Artefact.id,
    Artefact.space_id,
    Artefact.made_at,
    Artefact.revision,
    Artefact.visibility,
    case((readable() & ~_BY_OTHERS, Artefact.title), else_=literal_column("''")).label("title"),
    _BY_OTHERS.label("by_others"),
).where(
    Artefact.author_id == bindparam("viewer_id", type_=Integer),
    Artefact.visibility != literal_column("'withdrawn'"),
    ~in_reach(),
)
_NEWEST = _OUT_OF_SIGHT.order_by(Artefact.made_at.desc(), Artefact.id.desc()).limit(
    bindparam("most", type_=Integer)
)
_ONE = _OUT_OF_SIGHT.where(Artefact.id == bindparam("artefact_id"))


def own_pages_out_of_sight(viewer: Viewer, *, most: int) -> Sequence[OwnPageRow]:
    """Return the newest pages that *viewer* made in spaces they can no longer read.

    One that others have written on has no title: they may have given it another one since.
    """
    if viewer.member_id is None:
        return ()
    return fetch_all(OwnPageRow, _NEWEST, {"most": most, **viewer.binds()})


def own_page_out_of_sight(viewer: Viewer, artefact_id: int) -> OwnPageRow | None:
    """Return a page that *viewer* made in a space they can no longer read, or None."""
    if viewer.member_id is None:
        return None
    return fetch_one(OwnPageRow, _ONE, {"artefact_id": artefact_id, **viewer.binds()})
