"""Hides and restores pages of the library; each act is recorded in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...artefacts.actions import visibility
from ..models import Report
from ..queries.waiting import waits
from . import close_reports, log

if TYPE_CHECKING:
    from ..rows import PageLike


def hide(artefact: PageLike, *, steward_id: int, why: str, thread_title: str) -> None:
    """Hide a page for the reason *why*, and close its reports.

    *thread_title* is what the thread of its comments is called meanwhile. One that a report has
    hidden stays hidden, for this reason. Raises Changed unless it is shown or hidden like this.
    """
    visibility.lock(artefact.id)
    if waits(Report.artefact_id == artefact.id):
        visibility.say_why(artefact.id, why=why)
    else:
        visibility.hide(artefact.id, why=why, thread_title=thread_title)
    _settle(artefact, steward_id=steward_id, act="hide_page", why=why)


def restore(artefact: PageLike, *, steward_id: int, why: str) -> None:
    """Show a hidden page again, and close its reports. Raises Changed unless it is hidden."""
    visibility.restore(artefact.id)
    _settle(artefact, steward_id=steward_id, act="restore_page", why=why)


def leave(artefact: PageLike, *, steward_id: int, why: str) -> None:
    """Leave a reported page as it is, and close its reports; show one that a report has hidden."""
    visibility.lock(artefact.id)
    if waits(Report.artefact_id == artefact.id):
        visibility.restore(artefact.id)
    _settle(artefact, steward_id=steward_id, act="leave_page", why=why)


def _settle(artefact: PageLike, *, steward_id: int, act: str, why: str) -> None:
    """Close the open reports of a page, and record the decision in the log."""
    close_reports(Report.artefact_id == artefact.id, steward_id=steward_id)
    log(
        artefact.space_id,
        actor_id=steward_id,
        act=act,
        artefact_id=artefact.id,
        member_id=artefact.author_id,
        reason=why,
    )
