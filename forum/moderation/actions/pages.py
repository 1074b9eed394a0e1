"""Hides pages of the library, and shows them again; each act is recorded in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...artefacts.actions import visibility
from . import log

if TYPE_CHECKING:
    from ...artefacts.rows import ArtefactRow


def hide(artefact: ArtefactRow, *, steward_id: int, why: str, thread_title: str) -> None:
    """Hide a page for the reason *why*. Raises Changed unless it is shown.

    *thread_title* is what the thread of its comments is called meanwhile.
    """
    visibility.hide(artefact.id, why=why, thread_title=thread_title)
    _settle(artefact, steward_id=steward_id, act="hide_page", why=why)


def restore(artefact: ArtefactRow, *, steward_id: int, why: str) -> None:
    """Show a hidden page again. Raises Changed unless it is hidden."""
    visibility.restore(artefact.id)
    _settle(artefact, steward_id=steward_id, act="restore_page", why=why)


def _settle(artefact: ArtefactRow, *, steward_id: int, act: str, why: str) -> None:
    """Record a decision about a page in the log."""
    log(
        artefact.space_id,
        actor_id=steward_id,
        act=act,
        artefact_id=artefact.id,
        member_id=artefact.author_id,
        reason=why,
    )
