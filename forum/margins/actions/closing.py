"""Closes comments with a word why, and opens them again. Their replies go with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, update

from ...core import events
from ...core.database.base import now
from ...core.database.session import change
from ..models import Placement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

CLOSED = ("closed_by", "closed_revision", "closed_why")
"""The columns that say what became of a comment."""


def close(
    whys: Mapping[int, str],
    *,
    artefact_id: int,
    by: int,
    revision: int | None = None,
    at: datetime | None = None,
) -> None:
    """Close comments on a page, each by its post with a word why, and tell their authors.

    *revision* is the one that took them up, None if they are closed without one; *at* is another
    time than now, for the demo. Whoever comes second changes nothing.
    """
    if not whys:
        return
    its = func.coalesce(Placement.comment_id, Placement.post_id)
    closed = change(
        update(Placement)
        .where(
            Placement.artefact_id == artefact_id,
            or_(Placement.post_id.in_(whys), Placement.comment_id.in_(whys)),
            Placement.closed_by.is_(None),
        )
        .values(
            closed_by=by, closed_revision=revision, closed_why=case(dict(whys), value=its, else_="")
        )
        .returning(Placement.post_id)
    )
    for post_id in sorted({row.post_id for row in closed} & set(whys)):
        events.comment_closed.send(None, post=post_id, member=by, at=at or now())


def open_again(post_id: int, *, artefact_id: int) -> None:
    """Open a comment on a page again, with its replies."""
    change(
        update(Placement)
        .where(
            Placement.artefact_id == artefact_id,
            or_(Placement.post_id == post_id, Placement.comment_id == post_id),
        )
        .values(closed_by=None, closed_revision=None, closed_why="")
    )
