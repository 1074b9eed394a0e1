"""Pages of the library that are about the same: by the threads they were made from, by title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from ...artefacts import queries as artefacts
from ...artefacts.models import Artefact, ArtefactSource
from ...artefacts.policy import visible_to
from ...core.database.session import fetch_all
from ...core.index.home import engine
from ...core.index.protocol import NotReady
from ...threads.models import Thread
from ...threads.policy.sight import visible_to as thread_visible_to
from ..rows import IdRow
from .reach import reach_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...artefacts.rows import ArtefactRow, CardRow
    from ...members.viewer import Viewer

MOST = 3
_ALIKE = 20
"""How many documents with a like title are looked at: most are of threads."""
_own, _other = aliased(ArtefactSource), aliased(ArtefactSource)
_SAME_THREADS = (
    select(Artefact.id)
    .join(_other, _other.artefact_id == Artefact.id)
    .join(_own, _own.thread_id == _other.thread_id)
    .join(Thread, Thread.id == _own.thread_id)
    .where(
        _own.artefact_id == bindparam("artefact_id"),
        _own.last_revision.is_(None),
        _other.last_revision.is_(None),
        Artefact.id != bindparam("artefact_id"),
        Artefact.replaced_by.is_(None),
        visible_to(),
        thread_visible_to(),  # what others do not read has no part in what they are shown
    )
    .group_by(Artefact.id)
    .order_by(func.count().desc(), Artefact.id.desc())
    .limit(MOST)
)


def related(viewer: Viewer, artefact: ArtefactRow) -> Sequence[CardRow]:
    """Return at most ``MOST`` pages that *viewer* reads and that are about the same as *artefact*.

    First those that were made from the same threads, then those with a title like its own.
    """
    values = {"artefact_id": artefact.id, **viewer.binds()}
    ids = [row.id for row in fetch_all(IdRow, _SAME_THREADS, values)]
    if len(ids) < MOST:
        ids += [id for id in _alike(viewer, artefact.title) if id not in (artefact.id, *ids)]
    cards = {card.id: card for card in artefacts.cards_of(viewer, ids)}
    return [cards[id] for id in ids if id in cards][:MOST]


def _alike(viewer: Viewer, title: str) -> list[int]:
    """Return the ids of pages with a title like *title*, best first; none without an index."""
    reach, _ = reach_of(viewer)
    if reach is None:
        return []
    try:
        found = engine().similar(title, reach=reach, most=_ALIKE)
    except NotReady:
        return []
    return [int(id[1:]) for id in found if id.startswith("a")]
