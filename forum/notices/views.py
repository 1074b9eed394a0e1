"""The page "For you", and what a member is told of there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, after_this_request, redirect, request

from ..attempts.presenters.plans import planned
from ..attempts.queries import plans
from ..core.database.session import commit
from ..core.errors import Invalid, SignInFirst
from ..core.state import state
from ..core.web.forms import Form
from ..core.web.i18n import t
from ..core.web.paging import list_page, position
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.urls import url
from ..enquiries.queries import waiting
from ..spaces.current import author_id, current_viewer, signed_in
from . import actions, presenters, queries
from .presenters import ForYouPage, KindsPage, plans_of
from .queries.for_you import notices

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
    found = list_page(notices(viewer), size=SIZE)
    asked = () if state().config.leaves_out("plans") else plans.asked_plans(viewer)
    questions = waiting(viewer) if any(row.kind == "asked" for row in found.rows) else ()
    if asked or questions:
        after_this_request(store_nowhere)  # what one means to try, or is asked alone, is private
    lost = [plan for plan in asked if not plan.title]
    if lost and "due" in queries.switched_off(viewer):
        lost = []
    return render_page(
        ForYouPage(
            title=t("For you"),
            notices=found,
            lost_plans=planned(viewer, lost),
            plans=plans_of(viewer, found.rows, asked),
            asked=questions,
        )
    )


@bp.post("/-/for-you")
def mark_all_seen() -> ResponseReturnValue:
    """Mark the newest notice that was listed, and all older ones, as seen."""
    viewer, form = signed_in(), Form(request.form)
    if (newest := position(form["newest"])) is None:
        raise Invalid({"newest": t("Go back to “For you” and try again")})
    actions.mark_all_seen(viewer, to=newest[0])
    commit()
    return redirect(url("notices.for_you", said="seen"))


@bp.get("/-/for-you/kinds")
def kinds() -> ResponseReturnValue:
    """Show what the viewer is told of."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    known = presenters.kinds(steward=bool(viewer.moderates))
    off = queries.switched_off(viewer)
    form = Form({f"kinds.{kind.key}": "1" for kind in known if kind.key not in off})
    return render_page(KindsPage(title=t("What we tell you about"), form=form, kinds=known))


@bp.post("/-/for-you/kinds")
def save_kinds() -> ResponseReturnValue:
    """Save what the viewer is told of: the boxes that are ticked."""
    viewer, form = signed_in(), Form(request.form)
    asked = {kind.key for kind in presenters.kinds(steward=bool(viewer.moderates))}
    off = {key for key in asked if not form[f"kinds.{key}"]}
    kept = queries.switched_off(viewer) - asked
    actions.switch_off(author_id(viewer), sorted(off | kept))
    commit()
    return redirect(url("notices.kinds", said="saved"))
