"""Which page has replaced another, and the one that has replaced that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, literal_column, select

from ...core.database.session import fetch_one
from ..models import Artefact
from ..policy import visible_to
from ..rows import SuccessorRow

if TYPE_CHECKING:
    from ...members.viewer import Viewer

MOST = 50
"""How many pages are followed at most: two that replace each other have no end."""

_CHAIN = select(
    Artefact.id, Artefact.replaced_by, literal_column("0", Integer).label("depth")
).where(Artefact.id == bindparam("artefact_id"))
_ALL = _CHAIN.cte("chain", recursive=True)
_ALL = _ALL.union_all(
    select(Artefact.id, Artefact.replaced_by, _ALL.c.depth + 1)
    .join(_ALL, _ALL.c.replaced_by == Artefact.id)
    .where(_ALL.c.depth < MOST)
)
_LAST = (
    select(Artefact.id, Artefact.title, Artefact.slug, visible_to().label("visible"))
    .join(_ALL, _ALL.c.id == Artefact.id)
    .order_by(_ALL.c.depth.desc())
    .limit(1)
)


def last_of(viewer: Viewer, artefact_id: int) -> SuccessorRow | None:
    """Return the page that stands at the end of those that have replaced *artefact_id*; itself too.

    What of it *viewer* may not read is empty.
    """
    row = fetch_one(SuccessorRow, _LAST, {"artefact_id": artefact_id, **viewer.binds()})
    return row if row is None or row.visible else row._replace(title="", slug="")
