"""Pages on which an artefact is written or edited."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.errors import Changed, NotAllowed
from ...core.web.args import arg
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.submission import (
    answer_edit,
    changes_to,
    commit_and_redirect,
    rebased,
    revision_of,
)
from ...lists.queries.posts import has_written_in
from ...prompts.presenters import (
    edit_box,
    first_form,
    form_of,
    prompt_box,
    switched,
    wording_of,
    written_with,
)
from ...spaces.current import author_id, listed_spaces, writer, writer_or_sign_in
from ...spaces.presenters.choice import confirm_readers, space_choices
from ...spaces.presenters.labels import seen_by, seen_by_or_choose
from ...spaces.presenters.norms import first_norms, norms_to_choose
from ...threads.actions.compose import compose
from ...threads.models import REASON
from ...threads.presenters.submission import preview_of
from .. import actions, policy, queries
from ..models import KINDS
from ..presenters.pages import EditArtefactPage, NewPage
from ..presenters.submission import ArtefactSubmission, artefact_address, content_of
from ..queries import revisions
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...spaces.rows import SpaceRow
    from ..rows import ArtefactRevisionRow, ArtefactRow


@bp.get("/-/library/new")
def new() -> ResponseReturnValue:
    """The form for a page in the library."""
    viewer = writer_or_sign_in()
    start = {"space": arg("space"), "title": arg("title"), "kind": arg("kind", KINDS[0])}
    return _new_page(viewer, first_form(arg("prompts"), **start))


@bp.post("/-/library/new")
def create() -> ResponseReturnValue:
    """Add a page to the library of a space."""
    viewer, form = writer(), Form(request.form)
    submission = ArtefactSubmission(viewer, form)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if (other := switched(form)) is not None:
        return _new_page(viewer, other)
    space = _chosen_space(viewer, form)
    if space is None:
        form.faults["space"] = t("Choose a space")
    else:
        confirm_readers(form, space)
    content = content_of(form)
    if space is None or form.faults or form.preview:
        return _new_page(viewer, form, content.source)
    return submission.save(
        actions.create,
        space_id=space.id,
        kind=content.kind,
        title=content.title,
        tags=content.tags,
        author_id=author_id(viewer),
        text=compose(content.source, form=form, prompts=wording_of(form)),
    )


def _own_spaces(viewer: Viewer) -> list[SpaceRow]:
    return [space for space in listed_spaces() if policy.may_create(viewer, space.id)]


def _chosen_space(viewer: Viewer, form: Form) -> SpaceRow | None:
    """Return the space that *form* names; None if the viewer may not add to its library."""
    slug = form["space"]
    return next((space for space in _own_spaces(viewer) if space.slug == slug), None)


def _new_page(viewer: Viewer, form: Form, source: str = "") -> ResponseReturnValue:
    spaces = _own_spaces(viewer)
    if not spaces:
        raise NotAllowed
    return render_page(
        NewPage(
            title=t("Add to the library"),
            form=form,
            spaces=space_choices(spaces),
            prompts=prompt_box(form, "page"),
            norms=norms_to_choose(spaces, form["space"], partial(has_written_in, viewer)),
            preview=preview_of(form, source),
            seen_by=seen_by_or_choose(_chosen_space(viewer, form)),
        )
    )


@bp.get("/a/<int:artefact_id>/edit")
def edit(artefact_id: int) -> ResponseReturnValue:
    """The form for a new revision of an artefact."""
    viewer = writer_or_sign_in()
    artefact, newest = _editable(viewer, artefact_id)
    form = form_of(
        newest.source,
        written_with(newest),
        kind=artefact.kind,
        title=artefact.title,
        tags=artefact.tags,
        revision=str(artefact.revision),
    )
    return answer_edit(_edit_page(viewer, artefact, newest, form))


@bp.post("/a/<int:artefact_id>/edit")
def revise(artefact_id: int) -> ResponseReturnValue:
    """Save a new revision; a form made from an older one is answered with both texts (409)."""
    viewer, form = writer(), Form(request.form)
    artefact, newest = _editable(viewer, artefact_id)
    before = written_with(newest)
    content = content_of(form, before)
    reason = form.line("reason", longest=REASON)
    if form.faults or form.preview:
        return answer_edit(_edit_page(viewer, artefact, newest, form, content.source))
    sent = (content.kind, content.title, content.source, ", ".join(content.tags))
    if sent == (newest.kind, newest.title, newest.source, newest.tags):
        return redirect(artefact_address(artefact))
    try:
        actions.revise(
            artefact.id,
            revision=revision_of(form),
            editor_id=author_id(viewer),
            kind=content.kind,
            title=content.title,
            tags=content.tags,
            text=compose(
                content.source, earlier=newest.source, prompts=wording_of(form, before) or before
            ),
            reason=reason,
        )
    except Changed:
        return answer_edit(_conflict_page(viewer, artefact_id, form, content.source))
    revised = get_or_404(queries.artefact(viewer, artefact_id))  # a new title has a new address
    return commit_and_redirect(artefact_address(revised, said="edited", sent=form.key))


def _editable(viewer: Viewer, artefact_id: int) -> tuple[ArtefactRow, ArtefactRevisionRow]:
    """Return an artefact that the viewer may edit, and its newest revision."""
    artefact = get_or_404(queries.artefact(viewer, artefact_id))
    if not policy.may_edit(viewer, artefact):
        raise NotAllowed
    return artefact, get_or_404(revisions.revision(viewer, artefact.id, artefact.revision))


def _edit_page(
    viewer: Viewer, artefact: ArtefactRow, newest: ArtefactRevisionRow, form: Form, source: str = ""
) -> EditArtefactPage:
    return EditArtefactPage(
        title=t("Edit “%(title)s”", title=artefact.title),
        form=form,
        artefact=artefact,
        prompts=edit_box(form, written_with(newest), artefact.space_id),
        norms=first_norms(artefact.space_id, partial(has_written_in, viewer)),
        preview=preview_of(form, source),
        seen_by=seen_by(artefact.space_id),
    )


def _conflict_page(viewer: Viewer, artefact_id: int, form: Form, source: str) -> EditArtefactPage:
    artefact, newest = _editable(viewer, artefact_id)
    return EditArtefactPage(
        title=t("Edit “%(title)s”", title=artefact.title),
        form=rebased(form, artefact.revision),
        artefact=artefact,
        prompts=edit_box(form, written_with(newest), artefact.space_id),
        norms=first_norms(artefact.space_id, partial(has_written_in, viewer)),
        theirs=newest,
        changes=changes_to(newest.source, source),
        preview="",
        seen_by=seen_by(artefact.space_id),
    )
