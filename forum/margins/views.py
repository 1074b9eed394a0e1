"""Comments on a page of the library: the form for one, what became of them, and all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..artefacts import queries as artefacts
from ..artefacts.actions.removed_words import keep_words
from ..artefacts.presenters.submission import artefact_address
from ..artefacts.queries.sections import stored_sections
from ..core.database.base import now
from ..core.errors import NotAllowed, TooLate
from ..core.text.line import line
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.paging import number as number_in
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect
from ..core.web.urls import below_root, url
from ..following.read_marks import mark_read
from ..notices import queries as notices
from ..notices.seen_marks import mark_seen
from ..spaces.current import author_id, current_viewer, writer, writer_or_sign_in
from ..spaces.presenters.labels import seen_by
from ..texts.actions import compose
from ..texts.presenters import origin_of, text_of
from ..threads.presenters.addresses import id_prefix
from ..threads.presenters.submission import preview_of
from ..threads.quotations import with_names
from . import actions, queries
from .actions import closing
from .models import WHY, WORDS
from .policy import is_over, last_day, may_close, may_comment
from .presenters import CommentSubmission, groups_of, sections_of, until_words
from .presenters.ends import open_comments
from .presenters.pages import AllCommentsPage, ClosePage, CommentPage
from .queries.last_days import last_day_of, revision_on
from .rows import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer
    from .presenters.ends import OpenComment
    from .rows import CommentRow

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
    keep_words()
    artefact = _page(viewer, artefact_id)
    submission = CommentSubmission(viewer, sent, artefact)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    source, origin = text_of(sent), origin_of(sent)
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
        text=compose(source, form=sent, origin=origin),
    )


@bp.get("/a/<int:artefact_id>/comments")
def all_comments(artefact_id: int) -> ResponseReturnValue:
    """What was said of a page and what became of it, at its sections; some of it if it is much."""
    viewer = current_viewer()
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    rows = with_names(
        viewer, queries.comments(viewer, artefact.id, before=number_in("before") or queries.LAST)
    )
    _mark_read(viewer, artefact, rows)
    day = last_day(artefact.details) or last_day_of(artefact.id)
    sections = sections_of(artefact.html, stored_sections(artefact.id, artefact.revision))
    older = {"artefact_id": artefact.id, "before": rows[0].id if rows else 0}
    return render_page(
        AllCommentsPage(
            title=t("All comments and their outcome"),
            artefact=artefact,
            groups=groups_of(viewer, artefact, rows, sections, may_write=False),
            until=until_words(day),
            then=revision_on(artefact.id, day) if day and is_over(day, now()) else None,
            older=url("margins.all_comments", **older) if len(rows) == queries.MOST else "",
        )
    )


def _mark_read(viewer: Viewer, artefact: ArtefactRow, rows: Sequence[CommentRow]) -> None:
    mark_seen(viewer, notices.about_page(viewer, artefact.id), artefact_id=artefact.id)
    if rows:
        mark_read(viewer, rows[0].thread_id, rows, queries.reading_of(rows))


@bp.get("/a/<int:artefact_id>/comments/<int:post_id>")
def one_comment(artefact_id: int, post_id: int) -> ResponseReturnValue:
    """Go to a comment, where it stands on its page."""
    viewer = current_viewer()
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    row = get_or_404(_comment(viewer, artefact, post_id))
    return redirect(_at_comment(artefact, row.number))


@bp.get("/a/<int:artefact_id>/comments/<int:post_id>/close")
def close_form(artefact_id: int, post_id: int) -> ResponseReturnValue:
    """The form that closes a comment with a word why, without a change of its page."""
    artefact, comment = _open(writer_or_sign_in(), artefact_id, post_id)
    return _close_page(artefact, comment, Form())


@bp.post("/a/<int:artefact_id>/comments/<int:post_id>/close")
def close(artefact_id: int, post_id: int) -> ResponseReturnValue:
    """Close a comment with a word why, and tell its author."""
    viewer, sent = writer(), Form(request.form)
    artefact, comment = _open(viewer, artefact_id, post_id)
    missing = t("Enter in a few words what you did about the comment")
    why = sent.line("reason", longest=WHY, missing=missing)
    if sent.faults:
        return _close_page(artefact, comment, sent)
    closing.close({comment.id: why}, artefact_id=artefact.id, by=author_id(viewer))
    return commit_and_redirect(_at_comment(artefact, comment.number, said="comment-closed"))


@bp.post("/a/<int:artefact_id>/comments/<int:post_id>/open")
def open_again(artefact_id: int, post_id: int) -> ResponseReturnValue:
    """Open a comment again that was closed; it is no longer said what became of it."""
    viewer = writer()
    artefact = _page_to_close(viewer, artefact_id)
    row = _comment(viewer, artefact, post_id)
    row = get_or_404(row if row and row.comment_id is None else None)
    closing.open_again(row.id, artefact_id=artefact.id)
    return commit_and_redirect(_at_comment(artefact, row.number, said="comment-open"))


def _page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    """Return a page on which *viewer* may comment. Raises NotFound, NotAllowed or TooLate."""
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    if not may_comment(viewer, artefact):
        raise NotAllowed
    day = last_day(artefact.details)
    if day is not None and is_over(day, now()):
        raise TooLate(day)
    return artefact


def _page_to_close(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    artefact = get_or_404(artefacts.artefact(viewer, artefact_id))
    if not may_close(viewer, artefact):
        raise NotAllowed
    return artefact


def _open(viewer: Viewer, artefact_id: int, post_id: int) -> tuple[ArtefactRow, OpenComment]:
    """Return a page that *viewer* may change and an open comment on it."""
    artefact = _page_to_close(viewer, artefact_id)
    found = (one for one in open_comments(viewer, artefact) if one.id == post_id)
    return artefact, get_or_404(next(found, None))


def _comment(viewer: Viewer, artefact: ArtefactRow, post_id: int) -> CommentRow | None:
    """Return a comment on a page."""
    found = queries.comments(viewer, artefact.id, before=post_id + 1)
    return found[-1] if found and found[-1].id == post_id else None


def _at_comment(artefact: ArtefactRow, number: int, **said: str) -> str:
    place = f"{id_prefix(artefact.thread_id or 0)}p{number}"
    return artefact_address(artefact, **said, _anchor=place)


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
            until=until_words(last_day(artefact.details)),
            preview=preview_of(form, source),
            seen_by=seen_by(artefact.space_id),
        )
    )


def _close_page(artefact: ArtefactRow, comment: OpenComment, form: Form) -> ResponseReturnValue:
    title = t("Close this comment")
    return render_page(ClosePage(title=title, form=form, artefact=artefact, comment=comment))
