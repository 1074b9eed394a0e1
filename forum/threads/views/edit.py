"""The page on which the author of a post edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import Changed, Invalid, NotAllowed
from ...core.state import state
from ...core.text.diff import collapsed, compare
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...spaces.presenters.labels import seen_by
from .. import policy, queries
from ..actions.compose import compose
from ..actions.edit import edit
from ..presenters.addresses import address, redirect_to_post
from ..presenters.form import REASON, TITLE, tags_of
from ..presenters.pages import EditPage
from ..presenters.revisions import comparable
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import RevisionRow, SinglePostRow, ThreadRow


def _post_to_edit(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow, RevisionRow]:
    """Return a post that *viewer* may edit, its thread, and its newest revision."""
    post = get_or_404(queries.post(viewer, post_id))
    thread = get_or_404(queries.thread(viewer, post.thread_id))
    if not policy.may_edit(viewer, post, thread):
        raise NotAllowed
    return post, thread, get_or_404(queries.revision(viewer, post.id, post.revision))


@bp.get("/p/<int:post_id>/edit", endpoint="edit")
def edit_form(post_id: int) -> ResponseReturnValue:
    """The form for a new revision of a post."""
    viewer = writer_or_sign_in()
    post, thread, newest = _post_to_edit(viewer, post_id)
    form = Form(
        text=newest.source, title=thread.title, tags=thread.tags, revision=str(post.revision)
    )
    return _edit_page(thread, post, newest, form)


@bp.post("/p/<int:post_id>/edit")
def save_edit(post_id: int) -> ResponseReturnValue:
    """Save a new revision of a post; where it was edited meanwhile, show both texts (409)."""
    viewer, form = writer(), Form(request.form)
    post, thread, newest = _post_to_edit(viewer, post_id)
    source = form.text("text", longest=state().config.post_limit, missing=t("Enter your text"))
    reason = form.line("reason", longest=REASON)
    title, tags = _title_and_tags(form) if post.number == 1 else (None, None)
    if form.faults or form.preview:
        return _edit_page(thread, post, newest, form, source)
    if _is_unchanged(thread, newest, source, title, tags):
        return redirect(address(thread, post))
    try:
        edit(
            post.id,
            revision=_revision_of(form),
            editor_id=author_id(viewer),
            text=compose(source, format=newest.format, earlier=newest.source),
            reason=reason,
            title=title,
            tags=tags,
        )
    except Changed:
        return _conflict_page(viewer, post_id, form, source)
    # Read again for its address: a new title has a new one.
    answer = redirect_to_post(viewer, post_id, said="edited", sent=form.key)
    commit()
    return answer


def _title_and_tags(form: Form) -> tuple[str, list[str]]:
    title = form.line("title", longest=TITLE, missing=t("Enter a title"))
    return title, tags_of(form)


def _is_unchanged(
    thread: ThreadRow, newest: RevisionRow, source: str, title: str | None, tags: list[str] | None
) -> bool:
    """Whether the form changes nothing: it was sent twice, or nobody edited it."""
    if title is not None and (title, ", ".join(tags or ())) != (thread.title, thread.tags):
        return False
    return source == newest.source


def _revision_of(form: Form) -> int:
    """Return the number of the revision that *form* was made from; Invalid without one."""
    if not form["revision"].isdecimal():
        raise Invalid({"revision": t("Part of the form is missing")})
    return int(form["revision"][:9])


def _conflict_page(viewer: Viewer, post_id: int, form: Form, source: str) -> ResponseReturnValue:
    """Return the page with the revision that was saved meanwhile, and a form made from it."""
    post, thread, newest = _post_to_edit(viewer, post_id)
    fresh = Form({**form.sent, "revision": str(post.revision)})
    return _edit_page(thread, post, newest, fresh, source, conflict=True)


def _edit_page(
    thread: ThreadRow,
    post: SinglePostRow,
    newest: RevisionRow,
    form: Form,
    source: str = "",
    *,
    conflict: bool = False,
) -> ResponseReturnValue:
    title = t("This post has changed in the meantime") if conflict else t("Edit your post")
    preview = form.preview and source
    page = EditPage(
        title=title,
        form=form,
        thread=thread,
        post=post,
        is_html=newest.format == "html",
        preview=compose(source, format=newest.format).html if preview else "",
        theirs=newest if conflict else None,
        changes=collapsed(compare(comparable(newest), source)) if conflict else (),
        seen_by=seen_by(thread.space_id),
    )
    return render_page(page, status=409 if conflict else 200)
