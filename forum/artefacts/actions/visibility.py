"""Hides an artefact and shows it again, for stewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed
from ..models import Artefact
from ..rows import VisibilityRow
from .sources import count_sources

if TYPE_CHECKING:
    from collections.abc import Mapping


def hide(artefact_id: int, *, why: str, thread_title: str) -> None:
    """Hide an artefact, with a reason for whoever made it. Raises Changed unless it is shown.

    *thread_title* is what the thread of its comments is called then: the page's title is withheld.
    """
    values = {"visibility": "hidden", "visibility_why": why}
    page = _set(artefact_id, before=("shown",), values=values)
    leave_out(page, thread_title=thread_title)


def restore(artefact_id: int) -> None:
    """Show a hidden artefact again. Raises Changed unless it is hidden."""
    values = {"visibility": "shown", "visibility_why": ""}
    page = _set(artefact_id, before=("hidden",), values=values)
    count_sources(page.id, page.space_id, by=1)
    _tell(page.id, page.space_id, thread_title=None)
    events.shown_again.send(None, page=page.id, at=now())


def leave_out(page: VisibilityRow, *, thread_title: str) -> None:
    """Take a page that was shown out of the counters of its sources, the index, and its thread."""
    count_sources(page.id, page.space_id, by=-1)
    _tell(page.id, page.space_id, thread_title=thread_title)


def _set(artefact_id: int, *, before: tuple[str, ...], values: Mapping[str, str]) -> VisibilityRow:
    statement = (
        update(Artefact)
        .where(Artefact.id == artefact_id, Artefact.visibility.in_(before))
        .values(values)
        .returning(Artefact.id, Artefact.space_id)
    )
    row = change(statement).first()
    if row is None:
        raise Changed
    return VisibilityRow._make(row)


def _tell(artefact_id: int, space_id: int, *, thread_title: str | None) -> None:
    record_changes(session(), kind="artefact", ids=[artefact_id])
    events.page_withheld.send(None, page=artefact_id, thread_title=thread_title)
    events.announce(
        session(),
        events.artefact_hidden,
        artefact=artefact_id,
        space=space_id,
        hidden=thread_title is not None,
    )
