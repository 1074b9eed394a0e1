"""Spaces in which reports wait and nobody decides about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from ...core.database.base import now
from ...core.database.session import fetch_all
from ...spaces.models import Space
from ...spaces.policy import has_steward
from ...threads.models import Post, Thread
from ..models import Report
from ..policy import of_page
from ..rows import UnheardRow

if TYPE_CHECKING:
    from collections.abc import Sequence

_WAITS = Report.closed_at.is_(None)
_OF_POST = exists().where(
    _WAITS, Post.id == Report.post_id, Thread.id == Post.thread_id, Thread.space_id == Space.id
)
_UNHEARD = (
    select(Space.id, Space.name, Space.slug)
    .where(or_(_OF_POST, exists().where(_WAITS, of_page(Space.id))), ~has_steward(Space.id))
    .order_by(Space.name_folded, Space.id)
)


def spaces_with_unheard_reports() -> Sequence[UnheardRow]:
    """Return the spaces without a steward in which reports wait. Only for administrators.

    They are told that, and not what was reported: administering opens no closed space.
    """
    return fetch_all(UnheardRow, _UNHEARD, {"present": now()})
