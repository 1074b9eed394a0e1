"""The threads that an artefact was made from, with the revisions that are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, func, select

from ..artefacts.models import ArtefactSource
from ..core.database.session import fetch_all
from ..threads.models import Thread
from ..threads.policy.sight import visible_to as thread_visible_to
from .rows import SourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..members.viewer import Viewer

MOST = 500
"""How many sources of a page are read at most, the first ones."""
_SOURCES = (
    select(
        ArtefactSource.revision,
        ArtefactSource.last_revision,
        Thread.id.label("thread_id"),
        Thread.slug,
        Thread.title,
        func.count().label("posts"),
    )
    .outerjoin(Thread, and_(Thread.id == ArtefactSource.thread_id, thread_visible_to()))
    .where(ArtefactSource.artefact_id == bindparam("artefact_id"))
    .group_by(
        ArtefactSource.revision, ArtefactSource.last_revision, Thread.id, Thread.slug, Thread.title
    )
    .order_by(ArtefactSource.revision, Thread.id)
    .limit(bindparam("most", type_=Integer))
)


def sources(viewer: Viewer, artefact_id: int) -> Sequence[SourceRow]:
    """Return what the revisions of an artefact were made from.

    Threads that *viewer* does not read are one row without a name.
    """
    values = {"artefact_id": artefact_id, "most": MOST, **viewer.binds()}
    return fetch_all(SourceRow, _SOURCES, values)
