"""The addresses of a journal; the second blueprint stays if the host leaves journals out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from ...core.errors import SignInFirst
from ...core.web.private import store_nowhere
from ...spaces.current import current_viewer

if TYPE_CHECKING:
    from ...members.viewer import Viewer

bp = Blueprint("journal", __name__)
own_bp = Blueprint("own_journal", __name__)


bp.after_request(store_nowhere)
own_bp.after_request(store_nowhere)


def member() -> Viewer:
    """Return the viewer of a page of a journal. Raises SignInFirst for a guest."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    return viewer
