"""Moderating a page of the library: hide and restore it, settle its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...artefacts import queries as artefacts
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.plain import beginning
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...keeping.quotations import unseen_in, with_quotations
from ...notices.actions.pages import notify_of_page_hiding
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads.models import BLANK, REASON
from .. import policy
from ..actions import pages as actions
from ..models import Report
from ..presenters import HideArtefactPage
from ..queries.waiting import waits
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer


@bp.get("/a/<int:artefact_id>/hide", endpoint="hide_page")
def hide_form(artefact_id: int) -> ResponseReturnValue:
    """The form that hides a page of the library, or shows a hidden one again."""
    viewer = writer_or_sign_in()
    return _hide_page(viewer, _moderated_page(viewer, artefact_id), Form())


@bp.post("/a/<int:artefact_id>/hide")
def hide_artefact(artefact_id: int) -> ResponseReturnValue:
    """Hide a page or show it again, and notify whoever made it of the reason."""
    viewer, form = writer(), Form(request.form)
    artefact, steward = _moderated_page(viewer, artefact_id), author_id(viewer)
    hidden = form.choice("hidden", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if form.faults:
        return _hide_page(viewer, artefact, form)
    if hidden:
        title = t("A page of the library")
        actions.hide(artefact, steward_id=steward, why=why, thread_title=title)
    else:
        actions.restore(artefact, steward_id=steward, why=why)
    notify_of_page_hiding(artefact, by=steward)
    commit()
    said = "page-hidden" if hidden else "page-restored"
    return redirect(url("artefacts.show", artefact_id=artefact.id, said=said))


def _moderated_page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    """Return a page, with its text. Raises NotAllowed unless *viewer* may hide pages there."""
    artefact = get_or_404(artefacts.to_decide(viewer, artefact_id))
    if not policy.may_decide(viewer, artefact):
        raise NotAllowed
    return artefact


def _hide_page(viewer: Viewer, artefact: ArtefactRow, form: Form) -> ResponseReturnValue:
    waiting = waits(Report.artefact_id == artefact.id)
    to_hide = waiting or artefact.visibility == "shown"
    page = HideArtefactPage(
        title=t("Hide a page") if to_hide else t("Show a hidden page again"),
        form=form,
        artefact=artefact,
        excerpt=beginning(with_quotations(viewer, [artefact])[0].html),
        unseen=unseen_in(viewer, artefact.html),
        waits=waiting,
    )
    return render_page(page)


@bp.post("/a/<int:artefact_id>/leave")
def leave_page(artefact_id: int) -> ResponseReturnValue:
    """Leave a reported page as it is, and close its reports."""
    viewer, form = writer(), Form(request.form)
    artefact = get_or_404(artefacts.to_decide(viewer, artefact_id))
    withdrawn = artefact.visibility in BLANK and policy.may_settle(viewer, artefact.space_id)
    if not withdrawn:
        artefact = _moderated_page(viewer, artefact_id)
    why = form.line("reason", longest=REASON)
    form.check()
    actions.leave(artefact, steward_id=author_id(viewer), why=why)
    if artefact.visibility == "hidden":
        notify_of_page_hiding(artefact, by=author_id(viewer))
    commit()
    return redirect(url("moderation.reports", slug=artefact.space_slug, said="page-left"))
