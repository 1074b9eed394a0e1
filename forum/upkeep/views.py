"""The page on which members say what a page of the library needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..artefacts import queries as artefacts
from ..artefacts.policy import may_edit
from ..artefacts.queries.sections import stored_sections
from ..core.database.session import commit
from ..core.errors import NotAllowed
from ..core.text.stored_sections import sections_in
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.times import today
from ..core.web.urls import url
from ..keeping.quotations import with_quotations
from ..spaces.current import author_id, writer, writer_or_sign_in
from . import actions, queries
from .policy import links_of
from .presenters import upkeep_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer

bp = Blueprint("upkeep", __name__)


@bp.get("/a/<int:artefact_id>/upkeep")
def show(artefact_id: int) -> ResponseReturnValue:
    """What a page needs, with a button for each of its sections and links."""
    viewer = writer_or_sign_in()
    return _show(viewer, _page(viewer, artefact_id))


def _show(viewer: Viewer, artefact: ArtefactRow, sent: Form | None = None) -> ResponseReturnValue:
    """Return the page, with the day that is set, or the form that was *sent*."""
    stored = stored_sections(artefact.id, artefact.revision)
    marks = queries.marks_of(artefact.id)
    day = next((str(mark.day) for mark in marks if mark.what == "review"), "")
    return render_page(upkeep_page(viewer, artefact, stored, marks, sent or Form(day=day)))


@bp.post("/a/<int:artefact_id>/needs")
def mark_need(artefact_id: int) -> ResponseReturnValue:
    """Say that a section needs somebody who knows, or no longer."""
    artefact, form = _page(writer(), artefact_id), Form(request.form)
    stored = stored_sections(artefact.id, artefact.revision)
    if form["section"] in {section.id for _, section in sections_in(artefact.html, stored)}:
        actions.mark_need(artefact.id, form["section"], needed=form["on"] == "1")
        commit()
    return _back(artefact, "fx-need")


@bp.post("/a/<int:artefact_id>/links")
def mark_link(artefact_id: int) -> ResponseReturnValue:
    """Say that a link is dead, or that it works again."""
    artefact, form = _page(writer(), artefact_id), Form(request.form)
    if form["address"] in links_of(artefact):
        actions.mark_link(artefact.id, form["address"], dead=form["on"] == "1")
        commit()
    return _back(artefact, "fx-dead")


@bp.post("/a/<int:artefact_id>/review")
def review(artefact_id: int) -> ResponseReturnValue:
    """Say when to look at a page again: the viewer will, on the day in the form, or nobody need."""
    viewer, form = writer(), Form(request.form)
    artefact = _page(viewer, artefact_id)
    if form["on"] == "mine":
        if not actions.take_over(artefact.id, member_id=author_id(viewer)):
            return redirect(url("upkeep.show", artefact_id=artefact.id))  # the date was removed
    elif form["on"] == "never":
        actions.review(artefact.id, None, member_id=author_id(viewer))
    else:
        day = _day(form)
        if day is None:
            return _show(viewer, artefact, form)
        actions.review(artefact.id, day, member_id=author_id(viewer))
    commit()
    return _back(artefact, "fx-look")


def _day(form: Form) -> date | None:
    """Return the day of a form; None, and a fault, if it is none, or not after today."""
    try:
        chosen = date.fromisoformat(form["day"])
    except ValueError:
        chosen = date.min
    if chosen <= today():
        form.faults["day"] = t("Choose a day after today")
        return None
    return chosen


def _page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    """Return a page that *viewer* may edit. Raises NotFound or NotAllowed."""
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    if not may_edit(viewer, artefact):
        raise NotAllowed
    return with_quotations(viewer, [artefact])[0]  # it lists the addresses of links


def _back(artefact: ArtefactRow, place: str) -> ResponseReturnValue:
    where = url("upkeep.show", artefact_id=artefact.id, said="page-noted", _anchor=place)
    return redirect(where)
