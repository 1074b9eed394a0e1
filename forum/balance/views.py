"""The page of what one gave and what one received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from ..core.errors import SignInFirst
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..spaces.current import current_viewer
from . import queries
from .presenters import BalancePage, by_month, in_words, suggestion

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

bp = Blueprint("balance", __name__)
MOST = 300
"""How many things are listed at most."""


@bp.after_request
def _keep_nowhere(response: Response) -> Response:
    """Let no browser and no proxy store an answer: it is for one person."""
    response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    return response


@bp.get("/-/journal/balance")
def show() -> ResponseReturnValue:
    """What one asked, answered, tried and wrote, as one may see it now. Nothing is stored."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    rows = queries.newest(viewer, most=MOST)
    gave, received = in_words(rows)
    return render_page(
        BalancePage(
            title=t("What I gave, what I received"),
            months=by_month(rows),
            most=MOST,
            is_full=len(rows) == MOST,
            gave=gave,
            received=received,
            suggestion=suggestion(rows, queries.waiting(viewer) if rows else None),
        )
    )
