"""What the statements about tried answers return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class ReportRow(NamedTuple):
    """A report on an answer, with its author."""

    post_id: int
    member_id: int
    outcome: str
    """One of ``models.OUTCOMES``."""
    note: str
    at: datetime
    name: str
    organisation: str
    former: bool


class OwnReportRow(NamedTuple):
    """The viewer's own report, for their form."""

    outcome: str
    note: str


class TriedRow(NamedTuple):
    """The id of an answer that a member has tried."""

    post_id: int
