"""The page on which members say what a page of the library needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..artefacts import actions as pages
from ..artefacts import queries as artefacts
from ..artefacts.details import from_stored
from ..artefacts.policy import may_edit
from ..artefacts.presenters.details import successor_in
from ..artefacts.presenters.submission import artefact_address
from ..artefacts.queries import revisions
from ..artefacts.queries.sections import stored_sections
from ..core.database.session import commit
from ..core.errors import NotAllowed
from ..core.text.stored_sections import sections_in
from ..core.web.args import arg, whole_number
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect
from ..core.web.times import today
from ..core.web.urls import url
from ..keeping.quotations import with_quotations
from ..prompts.presenters import written_with
from ..spaces.current import author_id, current_viewer, find_space, writer, writer_or_sign_in
from ..texts.actions import compose
from . import actions, queries
from .policy import links_of
from .presenters import upkeep_page
from .presenters.lists import NeedsPage, ReplacePage, needing_lists, picked

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer

bp = Blueprint("upkeep", __name__)
LISTED = 100
"""How many sections, links and pages are listed of each."""
PICKED = 20
"""How many pages are offered to replace another."""


@bp.get("/-/library/needs")
def show_all() -> ResponseReturnValue:
    """All that needs something in the library, or in that of one space."""
    viewer = current_viewer()
    space = get_or_404(find_space(arg("space"))) if arg("space") else None
    id = space.id if space else None
    found = (
        queries.needing(viewer, id, most=LISTED),
        with_quotations(viewer, queries.dead(viewer, id, most=LISTED)),
        queries.due_pages(viewer, id, most=LISTED),
    )
    return render_page(
        NeedsPage(
            title=t("What the library needs"),
            space=space,
            lists=needing_lists(*found),
            most=LISTED if any(len(rows) == LISTED for rows in found) else 0,
        )
    )


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


@bp.get("/a/<int:artefact_id>/replace")
def replace_form(artefact_id: int) -> ResponseReturnValue:
    """The pages that may replace a page, and a search by title; or the one that has its text."""
    viewer = writer_or_sign_in()
    return _replace_page(viewer, _editable(viewer, artefact_id), Form())


@bp.post("/a/<int:artefact_id>/replace")
def replace(artefact_id: int) -> ResponseReturnValue:
    """Say which page replaces a page, or that none does: a new version, as any edit saves."""
    viewer, form = writer(), Form(request.form)
    artefact = _editable(viewer, artefact_id)
    by = successor_in(form, viewer, artefact)
    if form.faults:
        return _replace_page(viewer, artefact, form)
    newest = get_or_404(revisions.revision(viewer, artefact.id, artefact.revision))
    details = from_stored(newest.details)
    if details.replaced_by != by:
        reason = t("Replaced by another page") if by else t("No longer replaced by another page")
        pages.revise(
            artefact.id,
            revision=newest.number,
            editor_id=author_id(viewer),
            kind=newest.kind,
            title=newest.title,
            tags=[tag for tag in newest.tags.split(", ") if tag],
            text=compose(newest.source, earlier=newest.source, prompts=written_with(newest)),
            details=details._replace(replaced_by=by),
            reason=reason,
        )
    return commit_and_redirect(artefact_address(artefact, said="page-noted"))


def _replace_page(viewer: Viewer, artefact: ArtefactRow, form: Form) -> ResponseReturnValue:
    words, to = arg("q")[:200], whole_number(arg("to"))
    offered = artefacts.artefact(viewer, to) if to not in (None, artefact.id) else None
    rows = (
        [offered]
        if offered
        else (queries.pages_to_read_instead(viewer, artefact, words, most=PICKED))
    )
    return render_page(
        ReplacePage(
            title=t("Which page replaces this one?"),
            form=form,
            artefact=artefact,
            pages=picked(viewer, artefact, rows),
            words=words,
            offered=offered is not None,
            replaced=bool(from_stored(artefact.details).replaced_by),
        )
    )


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
    artefact = _editable(viewer, artefact_id)
    return with_quotations(viewer, [artefact])[0]  # it lists the addresses of links


def _editable(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    if not may_edit(viewer, artefact):
        raise NotAllowed
    return artefact


def _back(artefact: ArtefactRow, place: str) -> ResponseReturnValue:
    where = url("upkeep.show", artefact_id=artefact.id, said="page-noted", _anchor=place)
    return redirect(where)
