"""Pages where a post is edited, its revisions are read and compared, and it is taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import Changed, Invalid, NotAllowed
from ...core.state import state
from ...core.text.diff import collapsed, compare, tally
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import number
from ...core.web.render import form_page, render
from ...core.web.urls import url
from ...spaces.current import author_id, current_viewer, seen_by, writer, writer_or_sign_in
from .. import policy, queries
from ..actions.compose import compose
from ..actions.edit import edit
from ..actions.withdraw import withdraw
from ..presenters.addresses import address
from ..presenters.form import REASON, TITLE, tags_of
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer
    from ..rows import RevisionRow, SinglePostRow, ThreadRow


def _wanted(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow, RevisionRow]:
    """Return a post that the viewer may edit, its thread, and its newest revision."""
    post = get_or_404(queries.post(viewer, post_id))
    thread = get_or_404(queries.thread(viewer, post.thread_id))
    if not policy.may_edit(viewer, post, thread):
        raise NotAllowed
    return post, thread, get_or_404(queries.revision(post.id, post.revision))


@bp.get("/p/<int:post_id>/edit", endpoint="edit")
def edit_form(post_id: int) -> ResponseReturnValue:
    """The form for a new version of a post."""
    viewer = writer_or_sign_in()
    post, thread, newest = _wanted(viewer, post_id)
    form = Form(
        text=newest.source, title=thread.title, tags=thread.tags, revision=str(post.revision)
    )
    return _edit_page(thread, post, newest, form)


@bp.post("/p/<int:post_id>/edit")
def save_edit(post_id: int) -> ResponseReturnValue:
    """Take a new version of a post; one made from an old version is shown both texts (409)."""
    viewer, form = writer(), Form(request.form)
    post, thread, newest = _wanted(viewer, post_id)
    source = form.text("text", longest=state().config.post_limit, missing=t("Write your text"))
    reason = form.line("reason", longest=REASON)
    more = _titled(form) if post.number == 1 else {}
    if form.faults or form.preview:
        return _edit_page(thread, post, newest, form, source)
    if _same(thread, newest, source, more):
        return redirect(address(thread, post))
    try:
        edit(
            post.id,
            revision=numbered(form, "revision"),
            editor_id=author_id(viewer),
            text=compose(source, format=newest.format, earlier=newest.source),
            reason=reason,
            **more,
        )
    except Changed:
        return _stale_page(viewer, post_id, form, source)
    answer = redirect(address(*_again(viewer, post_id), said="edited", sent=form.key))
    commit()
    return answer


def _titled(form: Form) -> dict[str, Any]:
    return {
        "title": form.line("title", longest=TITLE, missing=t("Give it a title")),
        "tags": tags_of(form),
    }


def _same(thread: ThreadRow, newest: RevisionRow, source: str, more: dict[str, Any]) -> bool:
    """Whether what was sent is what stands there already: sent twice, or nothing was changed."""
    titled = more.get("title", thread.title), ", ".join(more.get("tags", ()))
    return bool(source == newest.source) and (not more or titled == (thread.title, thread.tags))


def numbered(form: Form, name: str) -> int:
    """Return the number in a field that a form of ours has filled; Invalid for anything else."""
    if not form[name].isdecimal():
        raise Invalid({name: t("This form came incomplete")})
    return int(form[name][:9])


def _again(viewer: Viewer, post_id: int) -> tuple[Row[Any], Row[Any]]:
    """Return thread and post as they are after the change: a new title has a new address."""
    post = get_or_404(queries.post(viewer, post_id))
    return get_or_404(queries.thread(viewer, post.thread_id)), post


def _stale_page(viewer: Viewer, post_id: int, form: Form, source: str) -> ResponseReturnValue:
    """Return the page with the version that came between, and a form made from it."""
    post, thread, newest = _wanted(viewer, post_id)
    fresh = Form({**form.sent, "revision": str(post.revision)})
    return _edit_page(thread, post, newest, fresh, source, stale=True)


def _edit_page(
    thread: ThreadRow,
    post: SinglePostRow,
    newest: RevisionRow,
    form: Form,
    source: str = "",
    *,
    stale: bool = False,
) -> ResponseReturnValue:
    shown = compose(source, format=newest.format).html if form.preview and source else ""
    return form_page(
        "threads/edit.html",
        title=t("This has changed meanwhile") if stale else t("Edit your post"),
        status=409 if stale else 200,
        form=form,
        thread=thread,
        post=post,
        theirs=newest if stale else None,
        changes=collapsed(compare(readable(newest), source)) if stale else (),
        html=newest.format == "html",
        preview=shown,
        seen_by=seen_by(thread.space_id),
    )


def readable(revision: RevisionRow) -> str:
    """Return the source of a revision with its paragraphs parted, for comparing."""
    source = str(revision.source)
    return source.replace("\n", "\n\n") if revision.format == "html" else source


@bp.get("/p/<int:post_id>/history")
def history(post_id: int) -> ResponseReturnValue:
    """Every version of a post, newest first: who, when and why."""
    thread, post = _readable_post(post_id)
    return render(
        "threads/history.html",
        title=t("Earlier versions"),
        thread=thread,
        post=post,
        revisions=queries.revisions(post.id),
    )


@bp.get("/p/<int:post_id>/compare", endpoint="compare")
def compare_two(post_id: int) -> ResponseReturnValue:
    """What changed between two versions of a post."""
    thread, post = _readable_post(post_id)
    old, new = (get_or_404(queries.revision(post.id, number(name))) for name in ("old", "new"))
    changes = compare(readable(old), readable(new))
    return render(
        "threads/compare.html",
        title=t("What changed from revision %(old)d to %(new)d", old=old.number, new=new.number),
        thread=thread,
        post=post,
        old=old,
        new=new,
        titles=compare(old.title or "", new.title or ""),
        tags=compare(old.tags or "", new.tags or ""),
        changes=collapsed(changes),
        counts=tally(changes),
    )


def _readable_post(post_id: int) -> tuple[Row[Any], Row[Any]]:
    """Return thread and post where the viewer may read the words; else it is not there."""
    viewer = current_viewer()
    post = get_or_404(queries.post(viewer, post_id))
    get_or_404(post if policy.may_read_source(viewer, post) else None)
    return get_or_404(queries.thread(viewer, post.thread_id)), post


@bp.get("/p/<int:post_id>/back")
def back(post_id: int) -> ResponseReturnValue:
    """A page that says what taking a post back will do."""
    thread, post = _own(writer_or_sign_in(), post_id)
    return render(
        "threads/back.html",
        title=t("Take your post back"),
        thread=thread,
        post=post,
        whole=post.number == 1 and thread.posts == 1,
    )


@bp.post("/p/<int:post_id>/back")
def take_back(post_id: int) -> ResponseReturnValue:
    """Take a post back, and its thread where nobody has written in it."""
    thread, post = _own(writer(), post_id)
    gone = withdraw(post.id)
    commit()
    if gone:
        return redirect(url("spaces.show", slug=thread.space_slug, said="gone"))
    return redirect(address(thread, post, said="back"))


def _own(viewer: Viewer, post_id: int) -> tuple[Row[Any], Row[Any]]:
    post = get_or_404(queries.post(viewer, post_id))
    if not policy.may_withdraw(viewer, post):
        raise NotAllowed
    return get_or_404(queries.thread(viewer, post.thread_id)), post
