"""Moderating a page of the library: hide it, and show it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...artefacts import queries as artefacts
from ...artefacts.policy import may_moderate
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.plain import beginning
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...notices.actions.pages import notify_of_page_hiding
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads.models import REASON
from ..actions import pages as actions
from ..presenters import HideArtefactPage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer


@bp.get("/a/<int:artefact_id>/hide", endpoint="hide_page")
def hide_form(artefact_id: int) -> ResponseReturnValue:
    """The form that hides a page of the library, or shows a hidden one again."""
    return _hide_page(_moderated_page(writer_or_sign_in(), artefact_id), Form())


@bp.post("/a/<int:artefact_id>/hide")
def hide_artefact(artefact_id: int) -> ResponseReturnValue:
    """Hide a page or show it again, and notify whoever made it of the reason."""
    viewer, form = writer(), Form(request.form)
    artefact, steward = _moderated_page(viewer, artefact_id), author_id(viewer)
    hidden = form.choice("hidden", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if form.faults:
        return _hide_page(artefact, form)
    if hidden:
        title = t("A page of the library")
        actions.hide(artefact, steward_id=steward, why=why, thread_title=title)
    else:
        actions.restore(artefact, steward_id=steward, why=why)
    notify_of_page_hiding(artefact, steward_id=steward)
    commit()
    said = "page-hidden" if hidden else "page-restored"
    return redirect(url("artefacts.show", artefact_id=artefact.id, said=said))


def _moderated_page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    """Return a page, with its text. Raises NotAllowed unless *viewer* may hide pages there."""
    artefact = get_or_404(artefacts.to_decide(viewer, artefact_id))
    if not may_moderate(viewer, artefact):
        raise NotAllowed
    return artefact


def _hide_page(artefact: ArtefactRow, form: Form) -> ResponseReturnValue:
    shown = artefact.visibility == "shown"
    page = HideArtefactPage(
        title=t("Hide a page") if shown else t("Show a hidden page again"),
        form=form,
        artefact=artefact,
        excerpt=beginning(artefact.html),
    )
    return render_page(page)
