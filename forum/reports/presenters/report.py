"""The pages that report a post or a page of the library, and what a report does at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...core.web.i18n import t
from ...core.web.page import FormPage
from ..policy import hides

if TYPE_CHECKING:
    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow, ThreadRow
    from ..rows import BeforeReportRow


@dataclass(kw_only=True)
class ReportForm(FormPage):
    """What both forms have."""

    excerpt: str
    """The beginning of the text."""
    has_steward: bool
    """Whether somebody looks after the space, other than its author."""
    effect: str
    """What the report does to the text until somebody has looked; empty if nothing."""
    longest: int
    """The maximum length of the report, in characters."""


@dataclass(kw_only=True)
class ReportPage(ReportForm):
    """The form that reports a post to the stewards."""

    template = "reports/report.html"
    post: SinglePostRow
    thread: ThreadRow


@dataclass(kw_only=True)
class ReportArtefactPage(ReportForm):
    """The form that reports a page of the library to the stewards."""

    template = "reports/report_artefact.html"
    tab: str = "library"
    artefact: ArtefactRow


def effect(viewer: Viewer, space_id: int, known: BeforeReportRow) -> str:
    """Return what a report of *viewer*'s does to its text at once, in words; empty if nothing."""
    if hides(viewer, space_id, known, for_admins=True):
        if known.has_steward:
            return t("The text will be hidden until one of them has looked at it.")
        return t("If you allow that, the text will be hidden until one of them has looked at it.")
    if hides(viewer, space_id, known._replace(waiting=0), for_admins=True):
        return t(
            "Other texts that you reported are still hidden, so this one stays visible until "
            "somebody has looked at it."
        )
    return ""


def why_waiting() -> str:
    """Return what the author of a text that a report has hidden is told."""
    return t(
        "Somebody reported it. It stays hidden until somebody who looks after this space has "
        "looked at it."
    )
