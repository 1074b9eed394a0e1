"""The addresses of a journal; the second blueprint stays if the host leaves journals out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from ...core.errors import SignInFirst
from ...spaces.current import current_viewer

if TYPE_CHECKING:
    from flask import Response

    from ...members.viewer import Viewer

bp = Blueprint("journal", __name__)
own_bp = Blueprint("own_journal", __name__)


@bp.after_request
@own_bp.after_request
def _keep_nowhere(response: Response) -> Response:
    """Let no browser and no proxy store an answer: it may hold private text, also a refusal."""
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    return response


def member() -> Viewer:
    """Return the viewer of a page of a journal. Raises SignInFirst for a guest."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    return viewer
