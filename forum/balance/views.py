"""The page of what one gave and what one received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from ..core.errors import SignInFirst
from ..core.web.i18n import t
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..spaces.current import current_viewer
from . import queries
from .presenters import BalancePage, by_month, in_words, suggestion

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("balance", __name__)
bp.after_request(store_nowhere)
MOST = 300
"""How many things are listed at most."""


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
