"""The page on which the author of a post edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.errors import Changed, NotAllowed
from ...core.text.diff import comparable
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.submission import (
    answer_edit,
    changes_to,
    commit_and_redirect,
    rebased,
    revision_of,
)
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...spaces.presenters.labels import seen_by
from .. import policy, queries
from ..actions.compose import compose
from ..actions.edit import edit
from ..models import REASON
from ..presenters.addresses import address
from ..presenters.pages import EditPostPage
from ..presenters.submission import preview_of, tags_of, text_of, title_of
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import RevisionRow, SinglePostRow, ThreadRow


@bp.get("/p/<int:post_id>/edit", endpoint="edit")
def edit_form(post_id: int) -> ResponseReturnValue:
    """The form for a new revision of a post."""
    post, thread, newest = _editable(writer_or_sign_in(), post_id)
    form = Form(
        text=newest.source, title=thread.title, tags=thread.tags, revision=str(post.revision)
    )
    return answer_edit(_edit_page(post, thread, newest, form))


@bp.post("/p/<int:post_id>/edit")
def save_edit(post_id: int) -> ResponseReturnValue:
    """Save a new revision; a form made from an older one is answered with both texts (409)."""
    viewer, form = writer(), Form(request.form)
    post, thread, newest = _editable(viewer, post_id)
    source = text_of(form, format=newest.format)
    reason = form.line("reason", longest=REASON)
    title, tags = (title_of(form), tags_of(form)) if post.number == 1 else (None, None)
    if form.faults or form.preview:
        return answer_edit(_edit_page(post, thread, newest, form, source))
    if _is_unchanged(thread, newest, source, title, tags):
        return redirect(address(thread, post))
    try:
        edit(
            post.id,
            revision=revision_of(form),
            editor_id=author_id(viewer),
            text=compose(source, format=newest.format, earlier=newest.source),
            reason=reason,
            title=title,
            tags=tags,
        )
    except Changed:
        return answer_edit(_conflict_page(viewer, post_id, form, source))
    edited = get_or_404(queries.thread(viewer, thread.id))  # a new title has a new address
    return commit_and_redirect(address(edited, post, said="edited", sent=form.key))


def _editable(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow, RevisionRow]:
    """Return a post that *viewer* may edit, its thread, and its newest revision."""
    post = get_or_404(queries.post(viewer, post_id))
    thread = get_or_404(queries.thread(viewer, post.thread_id))
    if not policy.may_edit(viewer, post, thread):
        raise NotAllowed
    return post, thread, get_or_404(queries.revision(viewer, post.id, post.revision))


def _is_unchanged(
    thread: ThreadRow, newest: RevisionRow, source: str, title: str | None, tags: list[str] | None
) -> bool:
    """Whether the form changes nothing: it was sent twice, or nobody edited it."""
    if title is not None and (title, ", ".join(tags or ())) != (thread.title, thread.tags):
        return False
    return source == newest.source


def _edit_page(
    post: SinglePostRow, thread: ThreadRow, newest: RevisionRow, form: Form, source: str = ""
) -> EditPostPage:
    return EditPostPage(
        title=t("Edit your post"),
        form=form,
        thread=thread,
        post=post,
        is_html=newest.format == "html",
        preview=preview_of(form, source, format=newest.format),
        seen_by=seen_by(thread.space_id),
    )


def _conflict_page(viewer: Viewer, post_id: int, form: Form, source: str) -> EditPostPage:
    """Return the page with the revision that was saved meanwhile, and a form made from it."""
    post, thread, newest = _editable(viewer, post_id)
    return EditPostPage(
        title=t("Edit your post"),
        form=rebased(form, post.revision),
        thread=thread,
        post=post,
        is_html=newest.format == "html",
        theirs=newest,
        changes=changes_to(comparable(newest.source, newest.format), source),
        preview="",
        seen_by=seen_by(thread.space_id),
    )
