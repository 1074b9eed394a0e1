"""The page on which a post is edited. Nothing is lost, whatever is saved in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from ...core.errors import Changed, NotAllowed
from ...core.state import state
from ...core.text.diff import comparable
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
from ...experience.actions import wish_for
from ...experience.presenters import wish_choices, wish_in
from ...first_takes.presenters import seen_until_then
from ...prompts.presenters import edit_box, form_of, wording_of, written_with
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...spaces.presenters.labels import seen_by
from ...texts.actions import compose
from ...texts.presenters import origin_fields, origin_of, text_of
from ...texts.rows import origin_in
from ...threads import queries as threads
from ...threads.models import REASON
from ...threads.policy import acts
from ...threads.presenters.addresses import address
from ...threads.presenters.submission import preview_of, tags_of, title_of
from .. import queries
from ..actions import edit
from ..presenters import EditPostPage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow, ThreadRow
    from ..rows import RevisionRow


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
        **origin_fields(origin_in(newest.origin)),
        revision=str(post.revision),
    )
    return answer_edit(_edit_page(post, thread, newest, form))


@bp.post("/p/<int:post_id>/edit")
def save_edit(post_id: int) -> ResponseReturnValue:
    """Save a new revision, together with what was saved since the form was made.

    If both have changed the same paragraph, or the title, the answer has both texts (409).
    """
    viewer, form = writer(), Form(request.form)
    post, thread, newest = _editable(viewer, post_id)
    before = written_with(newest)
    source = text_of(form, before, format=newest.format)
    reason = form.line("reason", longest=REASON)
    origin = origin_of(form) if "origin" in form.sent else origin_in(newest.origin)
    mine = {"source": source, "origin": origin.stored}
    if post.number == 1:
        mine |= {"title": title_of(form), "tags": ", ".join(tags_of(form))}
    if form.faults or form.preview:
        return answer_edit(_edit_page(post, thread, newest, form, source))
    _wish(form, post, thread)
    base = _base(form, thread, newest, mine)
    for _ in range(TRIES):
        theirs = _fields(newest, thread, mine)
        merged = mine if newest.number == base else _merged(viewer, newest, base, theirs, mine)
        if merged is None:
            break
        if merged == theirs:
            done = saved_before(form, base, newest.number, newest.editor_id, by=viewer.member_id)
            return commit_and_redirect(address(thread, post, **done))
        try:
            _save(viewer, newest, form, merged, reason)
        except Changed:  # somebody was faster
            post, thread, newest = _editable(viewer, post_id)
            continue
        edited = get_or_404(threads.thread(viewer, thread.id))  # a new title has a new address
        said = "edited" if newest.number == base else "merged"
        return commit_and_redirect(address(edited, post, said=said, sent=form.key))
    return answer_edit(_conflict_page(viewer, post_id, form, source))


def _wish(form: Form, post: SinglePostRow, thread: ThreadRow) -> None:
    wish = wish_in(form) if _asks(post, thread) and "wish" in form.sent else thread.wish
    if wish != thread.wish:
        wish_for(thread.id, wish)


def _base(form: Form, thread: ThreadRow, newest: RevisionRow, mine: dict[str, str]) -> int:
    """Return the revision that the form was made from; one that changes nothing need not say."""
    return newest.number if mine == _fields(newest, thread, mine) else revision_of(form)


def _fields(saved: RevisionRow, thread: ThreadRow | None, mine: dict[str, str]) -> dict[str, str]:
    """Return those fields of *mine* as a revision has them; of the newest one as its *thread*."""
    title, tags = (saved.title, saved.tags) if thread is None else (thread.title, thread.tags)
    found = {"source": saved.source, "origin": saved.origin}
    found |= {"title": title or "", "tags": tags or ""}
    return {name: found[name] for name in mine}


def _merged(
    viewer: Viewer, newest: RevisionRow, base: int, theirs: dict[str, str], mine: dict[str, str]
) -> dict[str, str] | None:
    """Return *mine*, made from the revision *base*, with what the newest has changed; None if not.

    Nothing is made from a revision that was redacted: that would show what it said.
    """
    made_from = queries.revision(viewer, newest.post_id, base)
    if made_from is None or made_from.redacted_at is not None or newest.format == "html":
        return None
    longest = state().config.post_limit
    return merge_edits(_fields(made_from, None, mine), theirs, mine, longest=longest)


def _save(
    viewer: Viewer, newest: RevisionRow, form: Form, fields: dict[str, str], reason: str
) -> None:
    """Save *fields* as the revision after *newest*. Raises Changed if that is no longer newest."""
    before = written_with(newest)
    tags = fields.get("tags")
    edit(
        newest.post_id,
        revision=newest.number,
        editor_id=author_id(viewer),
        text=compose(
            fields["source"],
            format=newest.format,
            earlier=newest.source,
            prompts=wording_of(form, before) or before,
            origin=origin_in(fields["origin"]),
        ),
        reason=reason,
        title=fields.get("title"),
        tags=None if tags is None else [tag for tag in tags.split(", ") if tag],
    )


def _editable(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow, RevisionRow]:
    """Return a post that *viewer* may edit, its thread, and its newest revision."""
    post = get_or_404(threads.post(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not acts.may_edit(viewer, post, thread):
        raise NotAllowed
    return post, thread, get_or_404(queries.revision(viewer, post.id, post.revision))


def _asks(post: SinglePostRow, thread: ThreadRow) -> bool:
    """Whether *post* is a question, of which can be said what would help."""
    return thread.kind == "question" and post.number == 1


def _edit_page(
    post: SinglePostRow,
    thread: ThreadRow,
    newest: RevisionRow,
    form: Form,
    source: str = "",
    *,
    conflict: bool = False,
) -> EditPostPage:
    """Return the page of the form; after a *conflict* with what was saved in the meantime."""
    changes = changes_to(comparable(newest.source, newest.format), source) if conflict else ()
    return EditPostPage(
        title=t("Edit your post"),
        form=form,
        thread=thread,
        post=post,
        is_html=newest.format == "html",
        prompts=edit_box(form, written_with(newest), thread.space_id),
        wishes=wish_choices() if _asks(post, thread) else (),
        theirs=newest if conflict else None,
        changes=changes,
        preview="" if conflict else preview_of(form, source, format=newest.format),
        seen_by=_seen_by(post, thread),
    )


def _seen_by(post: SinglePostRow, thread: ThreadRow) -> str:
    """Return who reads *post*, and of a first take until when only some do."""
    is_question = post.number == 1 and not thread.question
    return seen_until_then(seen_by(thread.space_id), None if is_question else thread.sealed_until)


def _conflict_page(viewer: Viewer, post_id: int, form: Form, source: str) -> EditPostPage:
    """Return the page with the revision that was saved meanwhile, and a form made from it."""
    post, thread, newest = _editable(viewer, post_id)
    return _edit_page(post, thread, newest, rebased(form, post.revision), source, conflict=True)
