"""Pages on which a post is edited, and its revisions are listed, compared and redacted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.errors import Changed, NotAllowed
from ..core.text.diff import collapsed, comparable, compare, tally
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.paging import number
from ..core.web.render import render_page
from ..core.web.submission import answer_edit, changes_to, commit_and_redirect, rebased, revision_of
from ..core.web.urls import url
from ..experience.actions import wish_for
from ..experience.presenters import wish_choices, wish_in
from ..first_takes.presenters import seen_until_then
from ..prompts.presenters import edit_box, form_of, wording_of, written_with
from ..spaces.current import author_id, current_viewer, writer, writer_or_sign_in
from ..spaces.presenters.labels import seen_by
from ..threads import queries as threads
from ..threads.actions.compose import compose
from ..threads.models import REASON
from ..threads.policy import acts, readable_text
from ..threads.presenters.addresses import address
from ..threads.presenters.submission import preview_of, tags_of, text_of, title_of
from . import queries
from .actions import edit, redact
from .presenters import ComparePage, EditPostPage, HistoryPage, RedactPage

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..threads.rows import SinglePostRow, ThreadRow
    from .rows import RevisionRow

bp = Blueprint("revisions", __name__)


@bp.get("/p/<int:post_id>/edit", endpoint="edit")
def edit_form(post_id: int) -> ResponseReturnValue:
    """The form for a new revision of a post."""
    post, thread, newest = _editable(writer_or_sign_in(), post_id)
    form = form_of(
        newest.source,
        written_with(newest),
        title=thread.title,
        tags=thread.tags,
        wish=thread.wish,
        revision=str(post.revision),
    )
    return answer_edit(_edit_page(post, thread, newest, form))


@bp.post("/p/<int:post_id>/edit")
def save_edit(post_id: int) -> ResponseReturnValue:
    """Save a new revision; a form made from an older one is answered with both texts (409)."""
    viewer, form = writer(), Form(request.form)
    post, thread, newest = _editable(viewer, post_id)
    before = written_with(newest)
    source = text_of(form, before, format=newest.format)
    reason = form.line("reason", longest=REASON)
    title, tags = (title_of(form), tags_of(form)) if post.number == 1 else (None, None)
    if form.faults or form.preview:
        return answer_edit(_edit_page(post, thread, newest, form, source))
    wish = wish_in(form) if _asks(post, thread) and "wish" in form.sent else thread.wish
    if wish != thread.wish:
        wish_for(thread.id, wish)
    if _is_unchanged(thread, newest, source, title, tags):
        return commit_and_redirect(address(thread, post))
    try:
        edit(
            post.id,
            revision=revision_of(form),
            editor_id=author_id(viewer),
            text=compose(
                source,
                format=newest.format,
                earlier=newest.source,
                prompts=wording_of(form, before) or before,
            ),
            reason=reason,
            title=title,
            tags=tags,
        )
    except Changed:
        return answer_edit(_conflict_page(viewer, post_id, form, source))
    edited = get_or_404(threads.thread(viewer, thread.id))  # a new title has a new address
    return commit_and_redirect(address(edited, post, said="edited", sent=form.key))


def _editable(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow, RevisionRow]:
    """Return a post that *viewer* may edit, its thread, and its newest revision."""
    post = get_or_404(threads.post(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not acts.may_edit(viewer, post, thread):
        raise NotAllowed
    return post, thread, get_or_404(queries.revision(viewer, post.id, post.revision))


def _is_unchanged(
    thread: ThreadRow, newest: RevisionRow, source: str, title: str | None, tags: list[str] | None
) -> bool:
    """Whether the form changes nothing: it was sent twice, or nobody edited it."""
    if title is not None and (title, ", ".join(tags or ())) != (thread.title, thread.tags):
        return False
    return source == newest.source


def _asks(post: SinglePostRow, thread: ThreadRow) -> bool:
    """Whether *post* is a question, of which can be said what would help."""
    return thread.kind == "question" and post.number == 1


def _edit_page(
    post: SinglePostRow, thread: ThreadRow, newest: RevisionRow, form: Form, source: str = ""
) -> EditPostPage:
    return EditPostPage(
        title=t("Edit your post"),
        form=form,
        thread=thread,
        post=post,
        is_html=newest.format == "html",
        prompts=edit_box(form, written_with(newest), thread.space_id),
        wishes=wish_choices() if _asks(post, thread) else (),
        preview=preview_of(form, source, format=newest.format),
        seen_by=_seen_by(post, thread),
    )


def _seen_by(post: SinglePostRow, thread: ThreadRow) -> str:
    """Return who reads *post*, and of a first take until when only some do."""
    is_question = post.number == 1 and not thread.question
    return seen_until_then(seen_by(thread.space_id), None if is_question else thread.sealed_until)


def _conflict_page(viewer: Viewer, post_id: int, form: Form, source: str) -> EditPostPage:
    """Return the page with the revision that was saved meanwhile, and a form made from it."""
    post, thread, newest = _editable(viewer, post_id)
    return EditPostPage(
        title=t("Edit your post"),
        form=rebased(form, post.revision),
        thread=thread,
        post=post,
        is_html=newest.format == "html",
        prompts=edit_box(form, written_with(newest), thread.space_id),
        wishes=wish_choices() if _asks(post, thread) else (),
        theirs=newest,
        changes=changes_to(comparable(newest.source, newest.format), source),
        preview="",
        seen_by=_seen_by(post, thread),
    )


@bp.get("/p/<int:post_id>/history")
def history(post_id: int) -> ResponseReturnValue:
    """Every revision of a post, newest first: who, when and why."""
    viewer = current_viewer()
    thread, post = _readable_post(viewer, post_id)
    return render_page(
        HistoryPage(
            title=t("Earlier versions"),
            thread=thread,
            post=post,
            revisions=queries.revisions(viewer, post.id),
            may_redact=acts.may_redact(viewer, post),
        )
    )


@bp.get("/p/<int:post_id>/compare", endpoint="compare")
def compare_two(post_id: int) -> ResponseReturnValue:
    """What changed between two revisions of a post."""
    viewer = current_viewer()
    thread, post = _readable_post(viewer, post_id)
    old = _with_its_text(queries.revision(viewer, post.id, number("old")))
    new = _with_its_text(queries.revision(viewer, post.id, number("new")))
    changes = compare(comparable(old.source, old.format), comparable(new.source, new.format))
    return render_page(
        ComparePage(
            title=t("What changed from version %(old)d to %(new)d", old=old.number, new=new.number),
            thread=thread,
            post=post,
            old=old,
            new=new,
            titles=compare(old.title or "", new.title or ""),
            tags=compare(old.tags or "", new.tags or ""),
            changes=collapsed(changes),
            counts=tally(changes),
        )
    )


@bp.get("/p/<int:post_id>/versions/<int:number>/remove", endpoint="redact")
def redact_form(post_id: int, number: int) -> ResponseReturnValue:
    """A page that shows what an earlier revision says, and asks whether to remove it."""
    thread, post, revision = _redactable(writer_or_sign_in(), post_id, number)
    return render_page(
        RedactPage(
            title=t("Remove the text of version %(n)d", n=number),
            thread=thread,
            post=post,
            revision=revision,
            paragraphs=comparable(revision.source, revision.format).split("\n\n"),
        )
    )


@bp.post("/p/<int:post_id>/versions/<int:number>/remove")
def redact_revision(post_id: int, number: int) -> ResponseReturnValue:
    """Remove what an earlier revision says, for good."""
    _thread, post, revision = _redactable(writer(), post_id, number)
    redact(post.id, revision.number)
    commit()
    return redirect(url("revisions.history", post_id=post.id, said="redacted"))


def _redactable(
    viewer: Viewer, post_id: int, number: int
) -> tuple[ThreadRow, SinglePostRow, RevisionRow]:
    """Return a revision that *viewer* may redact. Raises NotAllowed for somebody else's post.

    Raises NotFound for the newest revision, and for one that was redacted before.
    """
    thread, post = _readable_post(viewer, post_id)
    if not acts.may_redact(viewer, post):
        raise NotAllowed
    revision = _with_its_text(queries.revision(viewer, post.id, number))
    return thread, post, get_or_404(revision if number < post.revision else None)


def _with_its_text(revision: RevisionRow | None) -> RevisionRow:
    """Return *revision*. Raises NotFound if it is absent or redacted."""
    return get_or_404(revision if revision and revision.redacted_at is None else None)


def _readable_post(viewer: Viewer, post_id: int) -> tuple[ThreadRow, SinglePostRow]:
    """Return thread and post. Raises NotFound if *viewer* may not read the post's text."""
    post = get_or_404(threads.post(viewer, post_id))
    get_or_404(post if readable_text.may_read_source(viewer, post) else None)
    return get_or_404(threads.thread(viewer, post.thread_id)), post
