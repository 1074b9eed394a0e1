"""The page with all that was told of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.web.paging import ListPage
    from ..rows import ReportRow
    from . import Report
    from .things import About


@dataclass(kw_only=True)
class ResultsPage(Page):
    """All that was told of one thing."""

    template = "attempts/results.html"
    subject: About
    """What was tried."""
    reports: ListPage[ReportRow]
    """One page of the list: what was told last is first."""
    results: Sequence[Report]
    """The same, in words."""
    address: str
    """The address of the list, for its other pages."""
