"""Pages where posts of a thread are kept: chosen first, then written together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from ...core.database.session import commit
from ...core.errors import NotAllowed, SentBefore
from ...core.state import state
from ...core.text.plain import excerpt, plain
from ...core.text.quote import quoted
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import page_number
from ...core.web.render import form_page
from ...spaces.current import author_id, seen_by, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.actions.compose import compose
from ...threads.presenters.form import TITLE, tags_of
from .. import actions, policy
from ..presenters.forms import sent_before, to_artefact
from ..presenters.labels import KINDS, kind_cards
from . import bp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ...members.viewer import Viewer
    from ...threads.rows import PostRow, ThreadRow

MOST = 200
"""How many posts are kept at once, at most."""


@bp.get("/t/<int:thread_id>/keep")
def keep(thread_id: int) -> ResponseReturnValue:
    """The posts of a page of a thread, to choose from; all that helped are chosen already."""
    thread = _thread(writer_or_sign_in(), thread_id)
    form = Form(title=thread.title, kind=KINDS[0])
    return _choose_page(thread, form, {post.id for post in threads.helpful_posts(thread.id)})


@bp.post("/t/<int:thread_id>/keep", endpoint="keep_posts")
def take(thread_id: int) -> ResponseReturnValue:
    """Write the chosen posts into one text to be edited, or take that text into the library.

    Turning to another page of the thread takes along what is chosen.
    """
    viewer, form = writer(), Form(request.form)
    if (answer := sent_before(viewer, form)) is not None:
        return answer
    thread = _thread(viewer, thread_id)
    ids = _chosen(form)
    posts = threads.chosen_posts(thread.id, ids) if ids else ()
    if form["turn"]:
        return _choose_page(thread, form, {post.id for post in posts})
    if not posts:
        form.faults["posts"] = t("Choose at least one post")
    kind = form.choice("kind", KINDS, missing=t("Choose what it is"))
    title = form.line("title", longest=TITLE, missing=t("Give it a title"))
    if form["draft"]:
        if form.faults:
            return _choose_page(thread, form, {post.id for post in posts})
        start = Form(title=title, kind=kind, tags=thread.tags, text=_together(posts))
        return _write_page(thread, start, posts)
    source = form.text("text", longest=state().config.post_limit, missing=t("Write your text"))
    tags = tags_of(form)
    if form.faults or form.preview:
        return _write_page(thread, form, posts, source)
    try:
        made = actions.keep(
            space_id=thread.space_id,
            kind=kind,
            title=title,
            tags=tags,
            author_id=author_id(viewer),
            text=compose(source, form=form),
            sources=[(thread.id, post.id) for post in posts],
        )
    except SentBefore as before:
        return to_artefact(viewer, before.post_id, sent=form.key)
    answer = to_artefact(viewer, made.id, said="kept", sent=form.key)
    commit()
    return answer


def _thread(viewer: Viewer, thread_id: int) -> Row[Any]:
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not policy.may_keep(viewer, thread.space_id):
        raise NotAllowed
    return thread


def _chosen(form: Form) -> list[int]:
    ids = request.form.getlist("posts") if form.sent is request.form else []
    return [int(id[:9]) for id in ids if id.isdecimal()][:MOST]


def _together(posts: Sequence[PostRow]) -> str:
    """Return one Markdown text that quotes *posts*, each with its author and a link to it."""
    return "".join(
        quoted(
            post.source if post.format == "markdown" else plain(post.html),
            name=post.author_name or t("former member"),
            post_id=post.id,
        )
        for post in posts
    )


def _choose_page(thread: ThreadRow, form: Form, chosen: AbstractSet[int]) -> ResponseReturnValue:
    pages = page_number(threads.page_of(thread.branches))
    posts = [post for post in threads.page(thread.id, pages.current) if post.state == "shown"]
    return form_page(
        "artefacts/keep.html",
        title=t("Keep posts from this thread"),
        form=form,
        thread=thread,
        pages=pages,
        posts=[(post, excerpt(plain(post.html), length=200)) for post in posts],
        chosen=chosen,
        elsewhere=sorted(chosen - {post.id for post in posts}),
        kinds=kind_cards(),
    )


def _write_page(
    thread: ThreadRow, form: Form, posts: Sequence[PostRow], source: str = ""
) -> ResponseReturnValue:
    return form_page(
        "artefacts/keep_text.html",
        title=t("Write it together"),
        form=form,
        thread=thread,
        posts=posts,
        kinds=kind_cards(),
        preview=compose(source).html if form.preview and source else "",
        seen_by=seen_by(thread.space_id),
    )
