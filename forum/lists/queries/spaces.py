"""When something was last written in each space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ...core.database.id_list import is_among
from ...core.database.session import fetch_all
from ...core.database.statement_cache import with_cache
from ...spaces.models import Space
from ...threads.models import Thread
from ...threads.policy.sight import visible_to
from ..rows import SpaceLifeRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, ScalarSelect

    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow


def _latest(which: ColumnElement[bool]) -> ScalarSelect[datetime]:
    """Return when the newest of the threads *which* was active: the end of an index."""
    return (
        select(Thread.active_at)
        .where(Thread.space_id == Space.id, which, visible_to())
        .order_by(Thread.active_at.desc(), Thread.id.desc())
        .limit(1)
        .correlate(Space)
        .scalar_subquery()
    )


_LIFE = with_cache(
    select(
        Space.id,
        _latest(~Thread.pinned).label("active_at"),
        _latest(Thread.pinned.expression).label("pinned_at"),
    ).where(is_among(Space.id, "spaces"))
)


def last_active(viewer: Viewer, spaces: Sequence[SpaceRow]) -> dict[int, datetime]:
    """Return when something was last written in each of *spaces*, which *viewer* reads, by id.

    A space without a thread is not among them.
    """
    values = {"spaces": [space.id for space in spaces], **viewer.binds()}
    found: dict[int, datetime] = {}
    for row in fetch_all(SpaceLifeRow, _LIFE, values):
        moments = [at for at in (row.active_at, row.pinned_at) if at is not None]
        if moments:
            found[row.id] = max(moments)
    return found
