"""Reading artefacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, select

from ..database.session import rows
from .models import Artefact, ArtefactSource
from .policy import visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from ..members.viewer import Viewer

CARD = select(
    Artefact.id, Artefact.space_id, Artefact.kind, Artefact.title, Artefact.slug,
    Artefact.revision, Artefact.revised_at,
).where(visible_to())  # fmt: skip

_KEPT_FROM = CARD.where(
    exists().where(
        ArtefactSource.artefact_id == Artefact.id,
        ArtefactSource.thread_id == bindparam("thread_id"),
    )
).order_by(Artefact.id)


def kept_from(viewer: Viewer, thread_id: int) -> Sequence[Row[Any]]:
    """Return the artefacts that were kept from a thread, as *viewer* may see them."""
    return rows(
        _KEPT_FROM, {"thread_id": thread_id, "viewer_spaces": viewer.binds()["viewer_spaces"]}
    )


def latest(viewer: Viewer, *, most: int, space_id: int | None = None) -> Sequence[Row[Any]]:
    """Return the artefacts changed last, of one space or of all that *viewer* reads."""
    listed = CARD if space_id is None else CARD.where(Artefact.space_id == space_id)
    return rows(
        listed.order_by(Artefact.revised_at.desc(), Artefact.id.desc()).limit(most),
        {"viewer_spaces": viewer.binds()["viewer_spaces"]},
    )
