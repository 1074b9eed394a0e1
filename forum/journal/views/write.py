"""Pages on which an entry is written or edited, and what saves it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from ...core.database.session import commit
from ...core.errors import Changed
from ...core.text.line import line
from ...core.web.args import arg, whole_number
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.submission import answer_edit, changes_to, commit_and_redirect, rebased
from ...core.web.urls import url
from ...keeping.presenters.texts import note
from ...keeping.queries import kept
from ...prompts.presenters import first_form, form_of, prompt_box, switched
from ...spaces.current import author_id, signed_in
from ...threads import queries as threads
from ...threads.models import TITLE
from ...threads.quotations import with_names_in
from .. import actions, queries
from ..presenters.entries import about as about_view
from ..presenters.pages import EntryPage, SavedEntry, private
from ..presenters.submission import content_of, entry_address, words_of, written_with
from ..rows import About
from . import bp, member
from .about import find_about, look_up

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..presenters.submission import Content
    from ..rows import EntryRow


@bp.get("/-/journal/new")
def new() -> ResponseReturnValue:
    """The form for an entry, maybe about a page of the host."""
    return _new(arg("about"))


@bp.get("/t/<int:thread_id>/note")
def about_thread(thread_id: int) -> ResponseReturnValue:
    """One's notes about a thread, and the form for another, maybe with posts to take home."""
    return _new(f"t{thread_id}", thread_id)


@bp.get("/p/<int:post_id>/note")
def about_post(post_id: int) -> ResponseReturnValue:
    """One's notes about a post, and the form for another."""
    return _new(f"p{post_id}")


@bp.get("/a/<int:artefact_id>/note")
def about_artefact(artefact_id: int) -> ResponseReturnValue:
    """One's notes about a page of the library, and the form for another."""
    return _new(f"a{artefact_id}")


def _new(named: str, thread_id: int = 0) -> ResponseReturnValue:
    viewer = member()
    if named:
        get_or_404(find_about(viewer, named))
    ids = [id for id in map(whole_number, arg("posts").split(",")) if id is not None]
    if thread_id and ids:
        thread = get_or_404(threads.thread(viewer, thread_id))
        if chosen := kept(viewer, thread, ids, space_id=None):
            return _new_page(viewer, note(chosen, about=named))
    title = line(arg("title"), longest=TITLE)[:TITLE]
    return _new_page(viewer, first_form(arg("prompts"), about=named, title=title))


def _new_page(viewer: Viewer, form: Form, content: Content | None = None) -> ResponseReturnValue:
    about = (find_about(viewer, form["about"]) if form["about"] else None) or About()
    subject = about_view(about, look_up(viewer, [about]))
    page = EntryPage(
        title=t("Note for myself: %(title)s", title=subject.title)
        if subject
        else t("Write in your journal"),
        form=form,
        entry_id=None,
        unfinished=False,
        prompts=prompt_box(form, "journal"),
        subject=subject,
        notes=queries.notes_about(viewer, about),
        preview=_preview(viewer, form, content),
        seen_by=private(),
    )
    return answer_edit(page)


def _preview(viewer: Viewer, form: Form, content: Content | None) -> str:
    """Return how an entry will look; unlike that of a post it invites nobody."""
    if not form.preview or content is None or not content.source:
        return ""
    return with_names_in(viewer, words_of(form, content, unfinished=True).html)


@bp.post("/-/journal/new")
def save_new() -> ResponseReturnValue:
    """Save an entry, which may have been saved already while it was written."""
    viewer, form = signed_in(), Form(request.form)
    if (other := switched(form)) is not None:
        return _new_page(viewer, other)
    content = content_of(form)
    if form.faults or form.preview:
        return _new_page(viewer, form, content)
    return _save(viewer, form, content)


@bp.get("/-/journal/<int:note_id>/edit")
def edit(note_id: int) -> ResponseReturnValue:
    """The form of an entry."""
    entry = get_or_404(queries.entry(member(), note_id))
    form = form_of(
        entry.source, written_with(entry), title=entry.title, revision=str(entry.version)
    )
    return _edit_page(member(), entry, form)


@bp.post("/-/journal/<int:note_id>/edit")
def save_edit(note_id: int) -> ResponseReturnValue:
    """Save an entry again; both texts are shown if another tab has saved it meanwhile (409)."""
    viewer, form = signed_in(), Form(request.form)
    entry = get_or_404(queries.entry(viewer, note_id))
    if (other := switched(form)) is not None:
        return _edit_page(viewer, entry, other)
    content = content_of(form)
    if form.faults or form.preview:
        return _edit_page(viewer, entry, form, content)
    return _save(viewer, form, content, note_id)


@bp.post("/-/journal/keep")
def keep() -> ResponseReturnValue:
    """Save what is being written, as unfinished: the script of its form sends it now and then.

    204 if it is saved, 409 if another tab has saved the entry meanwhile, 422 if it is empty or too
    long: then nothing is saved, and the form will say why when it is sent.
    """
    viewer, form = signed_in(), Form(request.form)
    entry_id = form.number("entry")
    if entry_id is not None:
        get_or_404(queries.entry(viewer, entry_id))
    content = content_of(form)
    if form.faults:
        return "", 422
    try:
        _store(viewer, form, content, entry_id, unfinished=True)
    except Changed:
        return "", 409
    commit()
    return "", 204


def _save(
    viewer: Viewer, form: Form, content: Content, entry_id: int | None = None
) -> ResponseReturnValue:
    try:
        saved = _store(viewer, form, content, entry_id, unfinished=False)
    except Changed:
        return _conflict_page(viewer, form, content, entry_id)
    if entry_id is None:  # it is the first one there
        return commit_and_redirect(url("own_journal.show_journal", said="noted"))
    return commit_and_redirect(entry_address(saved, said="noted"))


def _store(
    viewer: Viewer, form: Form, content: Content, entry_id: int | None, *, unfinished: bool
) -> EntryRow:
    """Save what *form* has for an entry, or for the one that it makes; return the entry.

    Raises Changed if another form has saved it meanwhile.
    """
    words, author = words_of(form, content, unfinished=unfinished), author_id(viewer)
    saved = _saved(viewer, form, entry_id)
    if saved is None:
        try:
            actions.add(author, words, find_about(viewer, form["about"]) or About())
            return get_or_404(_saved(viewer, form, None))
        except Changed:  # the same form was sent at the same moment
            saved = get_or_404(_saved(viewer, form, None))
    state = (words.title, words.source, words.unfinished)
    if (saved.title, saved.source, saved.unfinished) != state:
        actions.revise(saved.id, author, words, version=form.number("revision") or 0)
    return saved


def _saved(viewer: Viewer, form: Form, entry_id: int | None) -> EntryRow | None:
    if entry_id is not None:
        return get_or_404(queries.entry(viewer, entry_id))
    return queries.made_by(viewer, form.key)


def _edit_page(
    viewer: Viewer,
    entry: EntryRow,
    form: Form,
    content: Content | None = None,
    theirs: SavedEntry | None = None,
) -> ResponseReturnValue:
    conflict = theirs is not None and content is not None
    page = EntryPage(
        title=t("Edit an entry"),
        form=form,
        entry_id=entry.id,
        unfinished=entry.unfinished,
        prompts=prompt_box(form, "journal"),
        subject=about_view(entry, look_up(viewer, [entry])),
        notes=(),
        theirs=theirs,
        changes=changes_to(theirs.source, content.source) if theirs and content else (),
        preview="" if conflict else _preview(viewer, form, content),
        seen_by=private(),
    )
    return answer_edit(page)


def _conflict_page(
    viewer: Viewer, form: Form, content: Content, entry_id: int | None
) -> ResponseReturnValue:
    """Return the page with the text that was saved meanwhile, and a form made from it."""
    entry = get_or_404(_saved(viewer, form, entry_id))
    theirs = SavedEntry(entry.version, entry.title, entry.source, entry.changed_at, viewer.name)
    return _edit_page(viewer, entry, rebased(form, entry.version), content, theirs)
