"""Reports, hides and restores pages of the library; each act is recorded in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from ...artefacts.actions import visibility
from ...core import events
from ...core.database.base import now
from ...core.database.session import change, session
from ..models import Report
from . import close_reports, log

if TYPE_CHECKING:
    from ...artefacts.rows import ArtefactRow, OwnPageRow


def report(artefact: ArtefactRow | OwnPageRow, *, reporter_id: int, text: str) -> None:
    """Report a page to the stewards of its space.

    A second report by the same member replaces the open one.
    """
    replace_open_one = (
        update(Report)
        .where(
            Report.artefact_id == artefact.id,
            Report.reporter_id == reporter_id,
            Report.closed_at.is_(None),
        )
        .values(text=text)
        .returning(Report.id)
    )
    if change(replace_open_one).first() is None:
        values = {"artefact_id": artefact.id, "reporter_id": reporter_id, "text": text}
        session().execute(insert(Report).values(space_id=artefact.space_id, at=now(), **values))
        events.post_reported.send(None, space=artefact.space_id, reporter=reporter_id)
    about = {"artefact": artefact.id, "space": artefact.space_id}
    events.announce(session(), events.artefact_reported, **about)


def hide(artefact: ArtefactRow, *, steward_id: int, why: str, thread_title: str) -> None:
    """Hide a page for the reason *why*, and close its reports. Raises Changed unless it is shown.

    *thread_title* is what the thread of its comments is called meanwhile.
    """
    visibility.hide(artefact.id, why=why, thread_title=thread_title)
    _settle(artefact, steward_id=steward_id, act="hide_page", why=why)


def restore(artefact: ArtefactRow, *, steward_id: int, why: str) -> None:
    """Show a hidden page again, and close its reports. Raises Changed unless it is hidden."""
    visibility.restore(artefact.id)
    _settle(artefact, steward_id=steward_id, act="restore_page", why=why)


def leave(artefact: ArtefactRow, *, steward_id: int, why: str) -> None:
    """Leave a reported page as it is, and close its reports."""
    _settle(artefact, steward_id=steward_id, act="leave_page", why=why)


def _settle(artefact: ArtefactRow, *, steward_id: int, act: str, why: str) -> None:
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
