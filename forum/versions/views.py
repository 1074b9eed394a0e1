"""Pages of the versions of a page of the library: read, listed, compared, restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..artefacts import actions, policy, queries
from ..artefacts.details import from_stored, restored
from ..artefacts.presenters.details import said_of
from ..artefacts.presenters.labels import kind_labels
from ..artefacts.presenters.sections import page_text
from ..artefacts.presenters.submission import artefact_address
from ..artefacts.queries import revisions as saved
from ..core.errors import Changed, NotAllowed
from ..core.text.diff import collapsed, compare, tally
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.paging import number as number_in
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect, revision_of
from ..core.web.urls import url
from ..keeping.presenters.sources import only_in, sources_at, taken_in
from ..keeping.queries import sources as read_sources
from ..keeping.quotations import to_compare, with_quotations_in
from ..margins.actions.closing import close
from ..margins.presenters.ends import open_comments, taken_up_after, whys_in
from ..prompts.presenters import written_with
from ..spaces.current import author_id, current_viewer, writer, writer_or_sign_in
from ..texts.actions import compose, render_again
from .presenters import ComparePage, RestorePage, VersionPage, VersionsPage, changed_details

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..artefacts.rows import ArtefactRevisionRow, ArtefactRow
    from ..members.viewer import Viewer

bp = Blueprint("versions", __name__)
LISTED = 100
"""How many versions a page of the history lists."""
SIDES = "sides"
"""The value of ``?view=`` that shows two versions side by side."""


@bp.get("/a/<int:artefact_id>/versions")
def show_all(artefact_id: int) -> ResponseReturnValue:
    """The history: who saved which version, when and why, and what it was made from."""
    viewer = current_viewer()
    artefact = _readable(viewer, artefact_id)
    newest = min(number_in("from") or artefact.revision, artefact.revision)
    found = saved.revisions(artefact.id, newest=newest, most=LISTED)
    return render_page(
        VersionsPage(
            title=t("All versions"),
            artefact=artefact,
            revisions=found,
            taken=taken_in(read_sources(viewer, artefact.id)),
            redacts=(redacts := _redacts(viewer, artefact)),
            may_take_out=bool(redacts)
            or (
                policy.may_edit(viewer, artefact)
                and viewer.member_id in {revision.editor_id for revision in found}
            ),
            older=found[-1].number - 1 if found else 0,
        )
    )


def _redacts(viewer: Viewer, artefact: ArtefactRow) -> str:
    """Return below which address a steward removes the text of a version; empty for others."""
    decides = policy.may_moderate(viewer, artefact)
    return url("versions.show_all", artefact_id=artefact.id) if decides else ""


@bp.get("/a/<int:artefact_id>/versions/<int:number>")
def show(artefact_id: int, number: int) -> ResponseReturnValue:
    """One version as it was: its text, who saved it, when and why, and what it was made from."""
    viewer = current_viewer()
    artefact = _readable(viewer, artefact_id)
    revision = get_or_404(saved.revision(viewer, artefact.id, number))
    html = with_quotations_in(viewer, render_again(revision.source, format="markdown"))
    return render_page(
        VersionPage(
            title=t("%(title)s, version %(n)d", title=revision.title or artefact.title, n=number),
            artefact=artefact,
            revision=revision,
            kind=kind_labels()[revision.kind],
            text=page_text(html, revision.sections),
            sources=sources_at(read_sources(viewer, artefact.id), number),
            tags=[tag for tag in revision.tags.split(", ") if tag],
            facts=said_of(artefact._replace(details=revision.details, html=html)),
            may_restore=revision.redacted_at is None
            and number < artefact.revision
            and policy.may_edit(viewer, artefact),
        )
    )


@bp.get("/a/<int:artefact_id>/compare")
def compare_two(artefact_id: int) -> ResponseReturnValue:
    """What changed between two versions, in one text or side by side."""
    viewer = current_viewer()
    artefact = _readable(viewer, artefact_id)
    old, new = (
        get_or_404(saved.revision(viewer, artefact.id, number_in(name))) for name in ("old", "new")
    )
    changes, labels = compare(*to_compare(viewer, old.source, new.source)), kind_labels()
    rows = read_sources(viewer, artefact.id)
    before, after = (sources_at(rows, one.number) for one in (old, new))
    return render_page(
        ComparePage(
            title=t("What changed from version %(old)d to %(new)d", old=old.number, new=new.number),
            artefact=artefact,
            old=old,
            new=new,
            kinds=compare(labels[old.kind], labels[new.kind]),
            titles=compare(old.title, new.title),
            tags=compare(old.tags, new.tags),
            details=changed_details(from_stored(old.details), from_stored(new.details)),
            changes=collapsed(changes),
            counts=tally(changes),
            came=only_in(after, before),
            went=only_in(before, after),
            removed=any(one.redacted_at for one in (old, new)),
            sides=arg("view") == SIDES,
        )
    )


@bp.get("/a/<int:artefact_id>/versions/<int:number>/restore")
def restore_form(artefact_id: int, number: int) -> ResponseReturnValue:
    """Ask whether an earlier version becomes the current one again."""
    viewer = writer_or_sign_in()
    artefact, old = _restorable(viewer, artefact_id, number)
    return render_page(_restore_page(viewer, artefact, old, Form()))


@bp.post("/a/<int:artefact_id>/versions/<int:number>/restore")
def restore(artefact_id: int, number: int) -> ResponseReturnValue:
    """Save an earlier version as the newest, and close the comments that it takes up.

    If another one was saved meanwhile, the answer asks again (409).
    """
    viewer, form = writer(), Form(request.form)
    artefact, old = _restorable(viewer, artefact_id, number)
    newest = get_or_404(saved.revision(viewer, artefact.id, artefact.revision))
    if _same(old, newest):
        return redirect(artefact_address(artefact))
    whys = whys_in(form, open_comments(viewer, artefact))
    if form.faults:
        return render_page(_restore_page(viewer, artefact, old, form), status=422)
    try:
        saved_as = actions.restore(
            old,
            revision=revision_of(form),
            details=from_stored(newest.details),
            editor_id=author_id(viewer),
            text=compose(old.source, earlier=old.source, prompts=written_with(old)),
            reason=t("Version %(n)d restored", n=number),
        )
    except Changed:
        artefact, old = _restorable(viewer, artefact_id, number)
        page = _restore_page(viewer, artefact, old, form, saved_since=True)
        return render_page(page, status=409)
    close(whys, artefact_id=artefact.id, by=author_id(viewer), revision=saved_as)
    restored = get_or_404(queries.artefact(viewer, artefact_id))  # it may have another title again
    return commit_and_redirect(artefact_address(restored, said="version-restored"))


def _restore_page(
    viewer: Viewer,
    artefact: ArtefactRow,
    old: ArtefactRevisionRow,
    form: Form,
    *,
    saved_since: bool = False,
) -> RestorePage:
    return RestorePage(
        title=t("Restore version %(n)d?", n=old.number),
        form=form,
        comments=open_comments(viewer, artefact),
        since=taken_up_after(viewer, artefact, old.number),
        artefact=artefact,
        revision=old,
        saved_since=saved_since,
    )


def _same(old: ArtefactRevisionRow, newest: ArtefactRevisionRow) -> bool:
    """Whether a version has been restored already: the button was pressed twice."""
    now = from_stored(newest.details)
    return (old.kind, old.title, old.source, old.tags, old.sections, now) == (
        *(newest.kind, newest.title, newest.source, newest.tags, newest.sections),
        restored(now, from_stored(old.details)),
    )


def _readable(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    artefact = get_or_404(queries.at_address(viewer, artefact_id))
    return get_or_404(artefact if policy.may_read_source(viewer, artefact) else None)


def _restorable(
    viewer: Viewer, artefact_id: int, number: int
) -> tuple[ArtefactRow, ArtefactRevisionRow]:
    """Return a page that *viewer* may edit and an earlier revision that still has its text."""
    artefact = _readable(viewer, artefact_id)
    if not policy.may_edit(viewer, artefact):
        raise NotAllowed
    earlier = number if number < artefact.revision else 0
    old = get_or_404(saved.revision(viewer, artefact.id, earlier))
    return artefact, get_or_404(old if old.redacted_at is None else None)
