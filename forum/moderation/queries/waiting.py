"""What is hidden because of a report, until somebody has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from ...core.database.session import session
from ..models import Report

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def waits(about: ColumnElement[bool]) -> bool:
    """Return whether a text is hidden because of a report, and nobody has decided yet."""
    statement = select(exists().where(about, Report.hides, Report.closed_at.is_(None)))
    return bool(session().scalar(statement))
