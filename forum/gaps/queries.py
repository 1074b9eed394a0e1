"""Reads what was looked for and not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, select

from ..core.database.session import fetch_all, fetch_one
from .models import Gap
from .policy import first_day, is_kept
from .rows import GapIdRow, GapRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ScalarSelect

    from ..members.viewer import Viewer

MOST = 200
"""How many lines of a space are shown, the newest."""
_HERE = Gap.space_id == bindparam("space_id", type_=Integer)
_GAPS = (
    select(Gap.id, Gap.words, Gap.times, Gap.day)
    .where(_HERE, is_kept())
    .order_by(Gap.day.desc(), Gap.times.desc(), Gap.id.desc())
    .limit(MOST)
)
_PAST = select(Gap.id).where(~is_kept()).limit(1)


def gaps(viewer: Viewer, space_id: int) -> Sequence[GapRow]:
    """Return what was looked for in a space that *viewer* reads, the newest first; at most MOST.

    Empty for a guest.
    """
    if viewer.guest or space_id not in viewer.reads:
        return ()
    return fetch_all(GapRow, _GAPS, {"space_id": space_id, "first_day": first_day()})


def count_here() -> ScalarSelect[int]:
    """Return how many lines a space has, for a statement with binds ``space_id`` and ``first_day``.

    The caller has checked that its viewer is a member who reads the space.
    """
    return select(func.count(Gap.id)).where(_HERE, is_kept()).scalar_subquery()


def has_past() -> bool:
    """Return whether any line is too old."""
    return fetch_one(GapIdRow, _PAST, {"first_day": first_day()}) is not None
