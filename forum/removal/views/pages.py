"""Removing the text of one earlier version of a page: by whoever saved it, or by a steward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...artefacts import queries as artefacts
from ...artefacts.queries import revisions as saved
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...keeping.quotations import to_compare
from ...revisions.policy import redacts_as
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads.models import REASON
from ..actions.redaction import log_page_redaction
from ..actions.redaction import redact_page as redact
from ..policy import may_redact_page
from ..presenters.words import RedactPagePage, paragraphs_of
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import ArtefactRevisionRow, ArtefactRow
    from ...members.viewer import Viewer


@bp.get("/a/<int:artefact_id>/versions/<int:number>/remove")
def redact_page(artefact_id: int, number: int) -> ResponseReturnValue:
    """A page that shows what an earlier version says, and asks whether to remove it."""
    viewer = writer_or_sign_in()
    return _page(viewer, *_redactable(viewer, artefact_id, number), Form())


@bp.post("/a/<int:artefact_id>/versions/<int:number>/remove")
def take_version(artefact_id: int, number: int) -> ResponseReturnValue:
    """Remove what an earlier version of a page says, for good."""
    viewer, form = writer(), Form(request.form)
    artefact, revision = _redactable(viewer, artefact_id, number)
    by, why = redacts_as(viewer, revision.editor_id), ""
    if by == "stewards":
        why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if form.faults:
        return _page(viewer, artefact, revision, form)
    redact(artefact.id, [revision.number], by=by)
    log_page_redaction(artefact, actor_id=author_id(viewer), why=why)
    commit()
    return redirect(url("versions.show_all", artefact_id=artefact.id, said="redacted"))


def _redactable(
    viewer: Viewer, artefact_id: int, number: int
) -> tuple[ArtefactRow, ArtefactRevisionRow]:
    """Return a version that *viewer* may redact. Raises NotFound for the newest, and if it was."""
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    earlier = number if number < artefact.revision else 0
    revision = get_or_404(saved.revision(viewer, artefact.id, earlier))
    if not may_redact_page(viewer, artefact, revision.editor_id):
        raise NotAllowed
    return artefact, get_or_404(revision if revision.redacted_at is None else None)


def _page(
    viewer: Viewer, artefact: ArtefactRow, revision: ArtefactRevisionRow, form: Form
) -> ResponseReturnValue:
    (source,) = to_compare(viewer, revision.source)
    return render_page(
        RedactPagePage(
            title=t("Remove the text of version %(n)d", n=revision.number),
            form=form,
            artefact=artefact,
            revision=revision,
            asks_why=redacts_as(viewer, revision.editor_id) == "stewards",
            paragraphs=paragraphs_of(source),
        )
    )
