"""The page on which an artefact is edited. Nobody's change is lost, whoever saves in between."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.errors import Changed, Invalid, NotAllowed
from ...core.state import state
from ...core.web.args import arg, whole_number
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.submission import (
    TRIES,
    answer_edit,
    changes_to,
    commit_and_redirect,
    merge_edits,
    rebased,
    revision_of,
    saved_before,
)
from ...keeping.presenters.texts import staying_out, with_page, with_section
from ...keeping.queries import kept as read_kept
from ...keeping.queries import referenced
from ...keeping.quotations import edited, to_edit
from ...lists.queries.posts import has_written_in
from ...margins.actions.closing import close
from ...margins.presenters.ends import open_comments, whys_in
from ...prompts.presenters import edit_box, form_of, wording_of, written_with
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...spaces.presenters.labels import seen_by
from ...spaces.presenters.norms import first_norms
from ...texts.actions import compose
from ...threads import queries as threads
from ...threads.models import REASON
from ...threads.presenters.submission import preview_of
from .. import actions, policy, queries
from ..details import Details, from_stored
from ..presenters.labels import kind_choices
from ..presenters.pages import EditArtefactPage
from ..presenters.sections import preview_text
from ..presenters.submission import artefact_address, content_of, text_field
from ..queries import revisions
from . import bp
from .other_page import added_by, offer_to_replace, other_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...keeping.rows import Kept
    from ...members.viewer import Viewer
    from ..presenters.submission import Content
    from ..rows import ArtefactRevisionRow, ArtefactRow
    from .other_page import Added


@bp.get("/a/<int:artefact_id>/edit")
def edit(artefact_id: int) -> ResponseReturnValue:
    """The form for a new revision of an artefact, maybe with posts that it takes in."""
    viewer = writer_or_sign_in()
    artefact, newest = _editable(viewer, artefact_id)
    asked = Form({name: arg(name) for name in ("thread", "posts", "own", "other")})
    kept = _kept(viewer, artefact, asked)
    form = form_of(
        newest.source,
        written_with(newest),
        kind=artefact.kind,
        title=artefact.title,
        tags=artefact.tags,
        **_said_of(artefact),
        revision=str(artefact.revision),
        own=asked["own"],
    )
    if kept and kept.posts:
        form = with_section(form, newest.source, kept)
    if (other := other_page(viewer, artefact, asked)) is not None:
        text = to_edit(viewer, other.source)
        form = with_page(form, newest.source, other.artefact, text)
    return answer_edit(_edit_page(viewer, artefact, newest, form, kept=kept))


def _said_of(artefact: ArtefactRow) -> dict[str, str]:
    """Return the details of a page for its form; open for comment if its address asks for that."""
    said = from_stored(artefact.details)
    asks = arg("state") == "comment" and said.state != "comment"
    return (said._replace(state="comment", until="") if asks else said)._asdict()


def _kept(viewer: Viewer, artefact: ArtefactRow, form: Form) -> Kept | None:
    """Return the posts of a thread that *form* adds to a page, or None."""
    thread_id = form.number("thread")
    ids = [id for id in map(whole_number, form["posts"].split(",")) if id is not None]
    if thread_id is None or not ids:
        return None
    thread = threads.thread(viewer, thread_id)
    return read_kept(viewer, thread, ids, space_id=artefact.space_id, own=bool(form["own"]))


@bp.post("/a/<int:artefact_id>/edit")
def revise(artefact_id: int) -> ResponseReturnValue:
    """Save a new revision, together with what others have saved since the form was made.

    If both have changed the same paragraph, or the title, the answer has both texts (409).
    """
    viewer, form = writer(), Form(request.form)
    artefact, newest = _editable(viewer, artefact_id)
    content = content_of(form, viewer, written_with(newest), page=artefact)
    reason, kept = form.line("reason", longest=REASON), _kept(viewer, artefact, form)
    whys = whys_in(form, open_comments(viewer, artefact))
    if form.faults or form.preview:
        return answer_edit(_edit_page(viewer, artefact, newest, form, content.source, kept=kept))
    mine, base = _fields(content), revision_of(form)
    other = other_page(viewer, artefact, form)
    for _ in range(TRIES):
        merged = mine if newest.number == base else _merged(viewer, newest, base, mine)
        if merged is None:
            break
        if merged == _fields(newest) and not whys:
            done = saved_before(form, base, newest.number, newest.editor_id, by=viewer.member_id)
            return redirect(artefact_address(artefact, **done))
        try:
            _save(viewer, newest, form, merged, reason, whys, added_by(kept, other))
        except Changed:  # somebody was faster
            artefact, newest = _editable(viewer, artefact_id)
            continue
        except Invalid as fault:
            form.faults[text_field(form)] = fault.words
            return answer_edit(_edit_page(viewer, artefact, newest, form, kept=kept))
        revised = get_or_404(queries.artefact(viewer, artefact_id))  # a new title, a new address
        done = {"said": "edited" if newest.number == base else "merged"}
        then = offer_to_replace(viewer, other, revised)
        return commit_and_redirect(then or artefact_address(revised, **done, sent=form.key))
    return answer_edit(_conflict_page(viewer, artefact_id, form, content.source))


def _fields(content: Content | ArtefactRevisionRow) -> dict[str, str]:
    """Return what is compared of a form and of a revision."""
    tags = content.tags if isinstance(content.tags, str) else ", ".join(content.tags)
    details = content.details
    said = from_stored(details) if isinstance(details, str) else details
    fields = {"kind": content.kind, "title": content.title, "tags": tags, "source": content.source}
    return fields | said._asdict()


def _merged(
    viewer: Viewer, newest: ArtefactRevisionRow, base: int, mine: dict[str, str]
) -> dict[str, str] | None:
    """Return *mine*, made from the revision *base*, with what *newest* has changed; None if not.

    Nothing is made from a revision that was redacted: that would show what it said.
    """
    made_from = revisions.revision(viewer, newest.artefact_id, base)
    if made_from is None or made_from.redacted_at is not None:
        return None
    made_from = made_from._replace(source=to_edit(viewer, made_from.source))
    longest = state().config.page_limit
    return merge_edits(_fields(made_from), _fields(newest), mine, longest=longest)


def _save(
    viewer: Viewer,
    newest: ArtefactRevisionRow,
    form: Form,
    fields: dict[str, str],
    reason: str,
    whys: dict[int, str],
    added: Added,
) -> None:
    """Save *fields* as the revision after *newest*, and close the comments that it takes up.

    *whys* are those, each with a word why. If nothing else was changed, they are closed without a
    revision. Raises Changed if *newest* is no longer the newest, Invalid as ``edited`` does.
    """
    by = author_id(viewer)
    if fields == _fields(newest):
        close(whys, artefact_id=newest.artefact_id, by=by)
        return
    before = written_with(newest)
    whole = get_or_404(revisions.revision(viewer, newest.artefact_id, newest.number)).source
    source = fields["source"]
    for text in (whole, *added.texts):
        source = edited(viewer, source, text)
    number = actions.revise(
        newest.artefact_id,
        revision=newest.number,
        editor_id=by,
        kind=fields["kind"],
        title=fields["title"],
        tags=[tag for tag in fields["tags"].split(", ") if tag],
        text=compose(source, earlier=whole, prompts=wording_of(form, before) or before),
        details=Details(**{name: fields[name] for name in Details._fields}),
        reason=reason,
        sources=[*added.sources, *referenced(viewer, fields["source"])],
    )
    close(whys, artefact_id=newest.artefact_id, by=by, revision=number)


def _editable(viewer: Viewer, artefact_id: int) -> tuple[ArtefactRow, ArtefactRevisionRow]:
    """Return an artefact that the viewer may edit, and its newest revision.

    Without the words in quotations that they may not read: ``_save`` puts them back.
    """
    artefact = get_or_404(queries.artefact(viewer, artefact_id))
    if not policy.may_edit(viewer, artefact):
        raise NotAllowed
    newest = get_or_404(revisions.revision(viewer, artefact.id, artefact.revision))
    return artefact, newest._replace(source=to_edit(viewer, newest.source))


def _edit_page(
    viewer: Viewer,
    artefact: ArtefactRow,
    newest: ArtefactRevisionRow,
    form: Form,
    source: str = "",
    *,
    kept: Kept | None = None,
    conflict: bool = False,
) -> EditArtefactPage:
    """Return the page of the form; after a *conflict* with what was saved in the meantime."""
    return EditArtefactPage(
        title=t("Edit “%(title)s”", title=artefact.title),
        form=form,
        artefact=artefact,
        out=staying_out(kept),
        prompts=edit_box(form, written_with(newest), artefact.space_id),
        norms=first_norms(artefact.space_id, partial(has_written_in, viewer)),
        kinds=kind_choices(artefact.kind),
        theirs=newest if conflict else None,
        changes=changes_to(newest.source, source) if conflict else (),
        preview="" if conflict else preview_text(preview_of(form, source)),
        seen_by=seen_by(artefact.space_id),
        comments=open_comments(viewer, artefact),
    )


def _conflict_page(viewer: Viewer, artefact_id: int, form: Form, source: str) -> EditArtefactPage:
    artefact, newest = _editable(viewer, artefact_id)
    again = rebased(form, artefact.revision)
    return _edit_page(viewer, artefact, newest, again, source, conflict=True)
