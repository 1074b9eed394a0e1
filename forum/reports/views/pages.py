"""Reporting a page of the library to the stewards of its space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...artefacts import queries as artefacts
from ...artefacts.presenters.submission import artefact_address
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.plain import beginning
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...moderation.models import REPORT, Report
from ...moderation.policy import may_report_page
from ...notices.actions.pages import notify_of_page_hiding
from ...spaces.current import author_id, writer, writer_or_sign_in
from .. import actions
from ..presenters.report import ReportArtefactPage, effect, why_waiting
from ..queries.before import before_report
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer


@bp.get("/a/<int:artefact_id>/report", endpoint="report_page")
def report_form(artefact_id: int) -> ResponseReturnValue:
    """The form that reports a page of the library to the stewards."""
    viewer = writer_or_sign_in()
    return _report_page(viewer, _reportable_page(viewer, artefact_id), Form())


@bp.post("/a/<int:artefact_id>/report")
def report_artefact(artefact_id: int) -> ResponseReturnValue:
    """Send a report of a page."""
    viewer, form = writer(), Form(request.form)
    artefact = _reportable_page(viewer, artefact_id)
    text = form.text("text", longest=REPORT, missing=t("Enter what is wrong with it"))
    if form.faults:
        return _report_page(viewer, artefact, form)
    hidden = actions.report_page(
        viewer,
        artefact,
        text=text,
        for_admins=bool(form["for_admins"]),
        why=why_waiting(),
        thread_title=t("A page of the library"),
    )
    if hidden:
        notify_of_page_hiding(artefact, by=author_id(viewer))
    commit()
    if hidden:
        return redirect(url("artefacts.show", artefact_id=artefact.id, said="reported-hidden"))
    return redirect(artefact_address(artefact, said="reported"))


def _reportable_page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    if not may_report_page(viewer, artefact):
        raise NotAllowed
    return artefact


def _report_page(viewer: Viewer, artefact: ArtefactRow, form: Form) -> ResponseReturnValue:
    about = Report.artefact_id == artefact.id
    known = before_report(about, artefact, reporter_id=author_id(viewer))
    page = ReportArtefactPage(
        title=t("Report a page"),
        form=form,
        artefact=artefact,
        excerpt=beginning(artefact.html),
        has_steward=known.has_steward,
        effect=effect(viewer, artefact.space_id, known),
        longest=REPORT,
    )
    return render_page(page)
