"""The form for a comment on a page of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from ..artefacts import queries as artefacts
from ..artefacts.presenters.submission import artefact_address
from ..artefacts.queries.sections import stored_sections
from ..core.errors import NotAllowed
from ..core.text.line import line
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.urls import below_root, url
from ..spaces.current import author_id, writer, writer_or_sign_in
from ..spaces.presenters.labels import seen_by
from ..threads.actions.compose import compose
from ..threads.presenters.submission import preview_of, text_of
from . import actions
from .models import WORDS
from .presenters import CommentPage, CommentSubmission, sections_of, takes_comment
from .rows import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer

bp = Blueprint("margins", __name__)


@bp.get("/a/<int:artefact_id>/comment")
def form(artefact_id: int) -> ResponseReturnValue:
    """The form for a comment on a page, or on the section of it that is asked for."""
    viewer = writer_or_sign_in()
    artefact = _page(viewer, artefact_id)
    words = line(arg("words"), longest=WORDS)[:WORDS]
    return _form_page(artefact, Form(section=arg("section"), words=words))


@bp.post("/a/<int:artefact_id>/comment")
def save(artefact_id: int) -> ResponseReturnValue:
    """Add a comment; the first one opens the thread of the page."""
    viewer, sent = writer(), Form(request.form)
    artefact = _page(viewer, artefact_id)
    submission = CommentSubmission(viewer, sent, artefact)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    source = text_of(sent)
    words = sent.line("words", longest=WORDS)
    if sent.faults or sent.preview:
        return _form_page(artefact, sent, source)
    section = sent["section"] if sent["section"] in _headings(artefact) else ""
    return submission.save(
        actions.comment,
        artefact,
        Place(section, words),
        address=below_root(artefact_address(artefact)),
        author_id=author_id(viewer),
        text=compose(source, form=sent),
    )


def _page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    """Return a page on which *viewer* may comment. Raises NotFound or NotAllowed."""
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    if not takes_comment(viewer, artefact):
        raise NotAllowed
    return artefact


def _headings(artefact: ArtefactRow) -> Mapping[str, str]:
    """Return the words of the sections of a page, by their ids."""
    stored = stored_sections(artefact.id, artefact.revision)
    return sections_of(artefact.html, stored).headings


def _form_page(artefact: ArtefactRow, form: Form, source: str = "") -> ResponseReturnValue:
    return render_page(
        CommentPage(
            title=t("Comment on this page"),
            form=form,
            artefact=artefact,
            section=_headings(artefact).get(form["section"], ""),
            address=url("margins.save", artefact_id=artefact.id),
            preview=preview_of(form, source),
            seen_by=seen_by(artefact.space_id),
        )
    )
