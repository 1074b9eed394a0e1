"""Marks notices about a page of the library or a space as seen, after the response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import after_this_request

from ..core.database.base import now
from ..core.state import request_state
from ..core.web.after_response import is_looked_at, write_on_close
from . import actions

if TYPE_CHECKING:
    from flask import Response

    from ..members.viewer import Viewer
    from .rows import AboutRow


def mark_seen(viewer: Viewer, about: AboutRow, *, artefact_id: int = 0, space_id: int = 0) -> None:
    """After the response, mark the notices about a page or a space as seen by *viewer*.

    *about* was read before, and has the number for the bar. Nothing is written if it says that
    nothing is unseen here, or if no person looked at the page.
    """
    member_id = viewer.member_id
    if member_id is None:
        return
    request_state().unread = about.unseen  # saves the bar a statement
    if not about.unseen_here or not is_looked_at():
        return
    at = now()

    @after_this_request
    def write_later(response: Response) -> Response:
        write_on_close(
            response,
            lambda: actions.mark_seen(member_id, artefact_id=artefact_id, space_id=space_id, at=at),
        )
        return response
