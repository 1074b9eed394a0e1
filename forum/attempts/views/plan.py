"""Pages on which members plan to try something; nobody else knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed, SignInFirst
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.submission import commit_and_redirect
from ...core.web.times import date as in_words
from ...core.web.urls import url
from ...spaces.current import author_id, current_viewer, signed_in, writer_or_sign_in
from ..actions import plans as actions
from ..presenters.plans import PlanPage, PlansPage, form_of_plan, plan_in, planned
from ..queries import plans as queries
from . import plans_bp as bp
from . import targets

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from .targets import Target

LISTS = {"plans": "plans.show", "front": "front.index"}
"""Where a plan can be dropped, apart from "For you"."""


@bp.get("/p/<int:post_id>/plan", endpoint="post")
def plan_post(post_id: int) -> ResponseReturnValue:
    """The form in which one plans to try what a post says."""
    viewer = writer_or_sign_in()
    return _form(viewer, targets.post(viewer, post_id))


@bp.post("/p/<int:post_id>/plan", endpoint="save_post")
def save_post(post_id: int) -> ResponseReturnValue:
    """Save or drop the plan to try what a post says."""
    viewer = signed_in()
    return _save(viewer, targets.post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/plan", endpoint="page")
def plan_page(artefact_id: int) -> ResponseReturnValue:
    """The form in which one plans to try what a page of the library says."""
    viewer = writer_or_sign_in()
    return _form(viewer, targets.page(viewer, artefact_id))


@bp.post("/a/<int:artefact_id>/plan", endpoint="save_page")
def save_page(artefact_id: int) -> ResponseReturnValue:
    """Save or drop the plan to try what a page of the library says."""
    viewer = signed_in()
    return _save(viewer, targets.page(viewer, artefact_id))


@bp.get("/t/<int:thread_id>/plan", endpoint="host_page")
def plan_host_page(thread_id: int) -> ResponseReturnValue:
    """The form in which one plans to try what a page of the host says."""
    viewer = writer_or_sign_in()
    return _form(viewer, targets.host_page(viewer, thread_id))


@bp.post("/t/<int:thread_id>/plan", endpoint="save_host_page")
def save_host_page(thread_id: int) -> ResponseReturnValue:
    """Save or drop the plan to try what a page of the host says."""
    viewer = signed_in()
    return _save(viewer, targets.host_page(viewer, thread_id))


@bp.get("/-/plans")
def show() -> ResponseReturnValue:
    """List what the viewer means to try."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    own = planned(viewer, queries.own_plans(viewer))
    return render_page(PlansPage(title=t("What you plan to try"), plans=own))


@bp.post("/-/plans/<int:plan_id>")
def drop(plan_id: int) -> ResponseReturnValue:
    """Drop a plan of one's own, also to try what one does not read any more.

    The answer is the same if there is none, or if it is somebody else's.
    """
    viewer, form = signed_in(), Form(request.form)
    actions.drop(plan_id, author_id(viewer))
    commit()
    listing = LISTS.get(form["from"], "notices.for_you")
    return redirect(url(listing, said="dropped"))


def _form(viewer: Viewer, found: Target | None, form: Form | None = None) -> ResponseReturnValue:
    target = get_or_404(found)
    if not target.may_try:
        raise NotAllowed
    row = queries.own_plan(viewer, target.thing)
    return render_page(
        PlanPage(
            title=t("I will try this") if row is None else t("Your plan"),
            form=form or Form(form_of_plan(row)),
            subject=target.about,
            action=target.plan,
            tell=target.tell,
            asked=in_words(row.day) if row and row.day and row.is_asked else "",
            is_new=row is None,
        )
    )


def _save(viewer: Viewer, found: Target | None) -> ResponseReturnValue:
    target, form = get_or_404(found), Form(request.form)
    if form["drop"]:
        actions.end(target.thing, author_id(viewer))
        return commit_and_redirect(target.back(said="dropped"))
    if not target.may_try:
        raise NotAllowed
    meant = plan_in(form)
    if form.faults:
        return _form(viewer, target, form)
    actions.plan(target.thing, member_id=author_id(viewer), day=meant.day, place=meant.place)
    return commit_and_redirect(target.back(said="planned" if meant.day else "planned-sometime"))
