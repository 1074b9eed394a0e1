"""Stores what the host calls a member by now: after a page of ours was sent, or when it says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..core.state import request_state
from ..core.web.after_response import is_looked_at, write_on_close
from . import host
from .actions import refresh_member
from .viewer import Viewer

if TYPE_CHECKING:
    from flask import Response


def store_host_values(response: Response) -> Response:
    """Return *response*; once it was sent, store what the host calls a member, if that is new.

    Only of members who have written here, and only if a value differs from what the viewer's
    statement has read. No page costs more for it.
    """
    viewer = request_state().viewer
    if not (isinstance(viewer, Viewer) and viewer.outdated and viewer.person and is_looked_at()):
        return response
    write_on_close(response, partial(refresh_member, viewer.person))
    return response


def refresh(user_id: str) -> bool:
    """Store what the host calls its user *user_id* now; return whether they have written here.

    Raises what the host's functions raise.
    """
    user = host.load_user(user_id)
    if user is None:
        return False
    person = host.person_of(user)
    return person.id == user_id and refresh_member(person) is not None
