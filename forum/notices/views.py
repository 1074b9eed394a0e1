"""The page "For you"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.errors import Invalid, SignInFirst
from ..core.web.forms import Form
from ..core.web.i18n import t
from ..core.web.paging import list_page, position
from ..core.web.render import render_page
from ..core.web.urls import url
from ..spaces.current import current_viewer, signed_in
from . import actions, queries
from .presenters import ForYouPage

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("notices", __name__)
SIZE = 20
"""Notices on a page."""


@bp.get("/-/for-you")
def for_you() -> ResponseReturnValue:
    """List the viewer's notices, newest first."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    notices = list_page(queries.notices(viewer), size=SIZE)
    return render_page(ForYouPage(title=t("For you"), notices=notices))


@bp.post("/-/for-you")
def mark_all_seen() -> ResponseReturnValue:
    """Mark the newest notice that was listed, and all older ones, as seen."""
    viewer, form = signed_in(), Form(request.form)
    if (newest := position(form["newest"])) is None:
        raise Invalid({"newest": t("Go back to “For you” and try again")})
    actions.mark_all_seen(viewer, to=newest[0])
    commit()
    return redirect(url("notices.for_you", said="seen"))
