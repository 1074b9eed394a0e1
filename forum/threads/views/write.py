"""Pages on which something is written: ask, discuss, answer, reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from ...core.errors import Invalid, NotAllowed
from ...core.text.plain import plain
from ...core.text.quote import quoted
from ...core.web.args import arg, whole_number
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...search.presenters.similar import show_similar
from ...search.queries.results import similar_threads
from ...spaces.current import author_id, listed_spaces, writer, writer_or_sign_in
from ...spaces.presenters.choice import space_choices
from ...spaces.presenters.labels import seen_by, seen_by_or_choose
from .. import policy, queries
from ..actions import write
from ..actions.compose import compose
from ..presenters.pages import OpenPage, ReplyPage
from ..presenters.submission import (
    PostSubmission,
    chosen_space,
    open_space,
    preview_of,
    tags_of,
    text_of,
    title_of,
)
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import PostRow, ThreadRow

KINDS = ("question", "discussion")


@bp.get("/-/ask", endpoint="ask", defaults={"kind": "question"})
@bp.get("/-/discuss", endpoint="discuss", defaults={"kind": "discussion"})
def compose_thread(kind: str) -> ResponseReturnValue:
    """The form for a question or a discussion."""
    form = Form(space=arg("space"), title=arg("title"), kind=kind)
    return _open_page(writer_or_sign_in(), form, kind)


@bp.post("/-/open")
def open_thread() -> ResponseReturnValue:
    """Open a thread with a question or a discussion."""
    viewer, form = writer(), Form(request.form)
    submission = PostSubmission(viewer, form)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    kind = form.choice("kind", KINDS, missing=t("Choose a question or a discussion"))
    space_id = open_space(viewer, form)
    title = title_of(form)
    source = text_of(form)
    tags = tags_of(form)
    if form.faults or form.preview:
        return _open_page(viewer, form, kind, source)
    return submission.save(
        write.open_thread,
        space_id=space_id,
        kind=kind,
        title=title,
        tags=tags,
        author_id=author_id(viewer),
        text=compose(source, form=form),
    )


def _open_page(viewer: Viewer, form: Form, kind: str, source: str = "") -> ResponseReturnValue:
    spaces = [space for space in listed_spaces() if policy.may_open(viewer, space.id)]
    return render_page(
        OpenPage(
            title=t("Ask a question") if kind == "question" else t("Start a discussion"),
            form=form,
            kind=kind,
            spaces=space_choices(spaces),
            preview=preview_of(form, source),
            similar=show_similar(similar_threads(viewer, form["title"])) if source else (),
            seen_by=seen_by_or_choose(chosen_space(form)),
        )
    )


@bp.get("/t/<int:thread_id>/reply")
def reply_form(thread_id: int) -> ResponseReturnValue:
    """The form for a reply to a post, with a quote of it if that is asked for."""
    viewer = writer_or_sign_in()
    thread = get_or_404(queries.thread(viewer, thread_id))
    number, on = arg("quote") or arg("to"), arg("on")
    to = _replied_to(viewer, thread, number)
    text = _quote(to) if arg("quote") and to is not None else ""
    return _reply_page(viewer, thread, Form(to=number, on=on, text=text), to)


def _replied_to(viewer: Viewer, thread: ThreadRow, number: str) -> PostRow | None:
    """Return the post *number* of *thread*; None if it is empty.

    Raises Invalid if it is not a number, NotFound if there is no such post.
    """
    if not number:
        return None
    if (wanted := whole_number(number)) is None:
        raise Invalid({"to": t("This post does not exist")})
    return get_or_404(queries.post_by_number(viewer, thread.id, wanted))


def _quote(post: PostRow) -> str:
    """Return the text of *post* as a quote to write under; empty if it may not be copied."""
    if not policy.may_copy(post):
        return ""
    name = post.author_name or t("former member")
    return quoted(plain(post.html), name=name, post_id=post.id) + "\n\n"


@bp.post("/t/<int:thread_id>/reply")
def reply(thread_id: int) -> ResponseReturnValue:
    """Add an answer, a reply, or a post of a discussion."""
    viewer, form = writer(), Form(request.form)
    thread = get_or_404(queries.thread(viewer, thread_id))
    submission = PostSubmission(viewer, form, thread)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    to = _replied_to(viewer, thread, form["to"])
    if not _may_post(viewer, thread, to):
        raise NotAllowed
    source = text_of(form)
    if form.faults or form.preview:
        return _reply_page(viewer, thread, form, to, source)
    return submission.save(
        write.write,
        thread.id,
        author_id=author_id(viewer),
        text=compose(source, form=form),
        reply_to=to,
    )


def _may_post(viewer: Viewer, thread: ThreadRow, to: PostRow | None) -> bool:
    return policy.may_write(viewer, thread) if to else policy.may_answer(viewer, thread)


def _reply_page(
    viewer: Viewer, thread: ThreadRow, form: Form, to: PostRow | None, source: str = ""
) -> ResponseReturnValue:
    if not _may_post(viewer, thread, to):
        raise NotAllowed
    name = (to.author_name or t("former member")) if to else ""
    return render_page(
        ReplyPage(
            title=t("Reply to %(name)s", name=name) if to else t("Your answer"),
            form=form,
            thread=thread,
            to=to,
            preview=preview_of(form, source),
            seen_by=seen_by(thread.space_id),
        )
    )
