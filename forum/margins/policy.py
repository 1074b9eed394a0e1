"""Who may comment on a page of the library and until when, and who says what became of it."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING

from sqlalchemy import Date, Text, and_, bindparam, exists, literal_column

from ..artefacts.details import from_stored
from ..artefacts.models import Artefact
from ..artefacts.policy import may_edit
from ..core.database.base import now
from .models import LastDay, Placement

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Exists, SQLColumnExpression

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer

_TODAY: BindParameter[date] = bindparam(
    "day_of_comments", type_=Date, callable_=lambda: now().date()
)


def is_taken_up(
    post_id: SQLColumnExpression[int | None], member_id: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Return the condition that a comment was closed by somebody else than a member.

    The statement selects placements.
    """
    by_others = Placement.closed_by != member_id  # NULL while it is open
    return and_(Placement.post_id == post_id, by_others)


def closes_soon(artefact_id: SQLColumnExpression[int | None]) -> Exists:
    """Return the condition that a page takes comments until a last day that is not over.

    The statement joins the page.
    """
    is_open = Artefact.state == literal_column("'comment'", Text)
    return exists().where(LastDay.artefact_id == artefact_id, LastDay.day >= _TODAY, is_open)


def may_comment(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may comment on a page, as long as its thread is not locked.

    The host is asked for "reply", about the page.
    """
    may_write = not viewer.guest and artefact.space_id in viewer.writes
    return may_write and viewer.allows("reply", artefact, default=True)


def may_close(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may say what became of comments on a page: whoever may change it."""
    return not viewer.guest and may_edit(viewer, artefact)


def last_day(details: str) -> date | None:
    """Return the last day for comments on a page with these stored *details*; None without one."""
    said = from_stored(details)
    return date.fromisoformat(said.until) if said.state == "comment" and said.until else None


def is_over(day: date | None, at: datetime) -> bool:
    """Whether the last *day* for comments has passed *at* a moment: it ends in UTC, for everybody.

    Whoever writes in the thread of a page is asked the same, on whatever page they do so.
    """
    return day is not None and day < at.astimezone(UTC).date()
