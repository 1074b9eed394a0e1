"""What decides whether a report hides its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from ...core.database.base import now
from ...core.database.session import fetch_one
from ...moderation.models import Report
from ...spaces.models import Space
from ...spaces.policy import has_steward
from ..rows import BeforeReportRow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ...moderation.rows import PageLike
    from ...threads.rows import SinglePostRow


def before_report(
    about: ColumnElement[bool], text: SinglePostRow | PageLike, *, reporter_id: int
) -> BeforeReportRow:
    """Return what decides whether a report of *text* hides it.

    *about* is the condition that a report is of this text.
    """
    decided = exists().where(about, Report.closed_at.is_not(None), ~Report.objects)
    waiting = select(func.count()).where(
        Report.reporter_id == reporter_id, Report.hides, Report.closed_at.is_(None)
    )
    statement = select(
        Space.hides_reported,
        decided.label("decided"),
        waiting.scalar_subquery().label("waiting"),
        has_steward(text.space_id, except_for=text.author_id).label("has_steward"),
    ).where(Space.id == text.space_id)
    found = fetch_one(BeforeReportRow, statement, {"present": now()})
    return found or BeforeReportRow(False, False, 0, False)
