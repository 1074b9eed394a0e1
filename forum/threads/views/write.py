"""Pages on which something is written: ask, discuss, answer, reply."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from flask import request

from ...attempts import actions as attempts
from ...attempts.presenters.next_steps import led_from, thing_named
from ...attempts.queries import own_attempts
from ...core.errors import Invalid, NotAllowed
from ...core.web.args import arg, whole_number
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.prose import with_words
from ...core.web.render import render_page
from ...experience.presenters import asked_for, wish_choices, wish_in
from ...first_takes.presenters import first_take_of, left_out, seen_until_then, usual_day
from ...lists.presenters.similar import show_similar
from ...lists.queries.posts import has_written_in
from ...margins.presenters.threads import refuse_late
from ...prompts.presenters import PromptBox, first_form, prompt_box, switched, wording_of
from ...search.queries.results import similar_threads
from ...spaces.current import author_id, listed_spaces, writer, writer_or_sign_in
from ...spaces.presenters.choice import chosen_space, space_choices
from ...spaces.presenters.labels import seen_by, seen_by_or_choose
from ...spaces.presenters.norms import first_norms, norms_to_choose
from ...texts.actions import compose
from ...texts.presenters import origin_of, text_of
from .. import queries
from ..actions import write
from ..actions.write import FirstTakes
from ..policy import acts
from ..presenters.pages import OpenPage, ReplyPage
from ..presenters.submission import PostSubmission, open_space, preview_of, tags_of, title_of
from ..quotations import Part, quotation, quotation_of_part, quoted_post, with_names, with_names_in
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...attempts.rows import Thing
    from ...first_takes.presenters import FirstTake
    from ...members.viewer import Viewer
    from ..models import Post
    from ..rows import PostRow, ThreadRow

KINDS = ("question", "discussion")


@bp.get("/-/ask", endpoint="ask", defaults={"kind": "question"})
@bp.get("/-/discuss", endpoint="discuss", defaults={"kind": "discussion"})
def compose_thread(kind: str) -> ResponseReturnValue:
    """The form for a question or a discussion."""
    start = {"space": arg("space"), "title": arg("title"), "opens": usual_day()}
    viewer, tried = writer_or_sign_in(), thing_named(arg("after"))
    if kind == "question" and tried is not None and own_attempts(viewer, tried):
        start |= {"after": arg("after"), "text": led_from(tried)}
    form = first_form(arg("prompts"), kind=kind, **start)
    return _open_page(viewer, form, kind)


@bp.post("/-/open")
def open_thread() -> ResponseReturnValue:
    """Open a thread with a question or a discussion."""
    viewer, form = writer(), Form(request.form)
    submission = PostSubmission(viewer, form)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    kind = form.choice("kind", KINDS, missing=t("Choose a question or a discussion"))
    if (other := switched(form)) is not None:
        return _open_page(viewer, other, kind)
    space_id = open_space(viewer, form)
    title = title_of(form)
    source, origin = text_of(form), origin_of(form)
    tags = tags_of(form)
    first = first_take_of(form)
    if form.faults or form.preview:
        return _open_page(viewer, form, kind, source, first)
    return submission.save(
        partial(_open, thing_named(form["after"]) if kind == "question" else None),
        space_id=space_id,
        kind=kind,
        title=title,
        tags=tags,
        author_id=author_id(viewer),
        text=compose(source, form=form, prompts=wording_of(form), origin=origin),
        first_takes=first and FirstTakes(first.until, compose(first.source)),
        wish=wish_in(form) if kind == "question" else "",
    )


def _open(tried: Thing | None, *, author_id: int, **values: Any) -> Post:
    """Open a thread; if it follows from what its author *tried*, their report leads to it."""
    opening = write.open_thread(author_id=author_id, **values)
    if tried is not None:
        attempts.link_question(tried, member_id=author_id, thread_id=opening.thread_id)
    return opening


def _open_page(
    viewer: Viewer, form: Form, kind: str, source: str = "", first: FirstTake | None = None
) -> ResponseReturnValue:
    spaces = [space for space in listed_spaces() if acts.may_open(viewer, space.id)]
    return render_page(
        OpenPage(
            title=t("Ask a question") if kind == "question" else t("Start a discussion"),
            form=form,
            kind=kind,
            prompts=prompt_box(form, "ask") if kind == "question" else PromptBox(wording_of(form)),
            spaces=space_choices(spaces),
            wishes=wish_choices() if kind == "question" else (),
            preview=preview_of(form, source),
            may_seal=not left_out(),
            norms=norms_to_choose(spaces, form["space"], partial(has_written_in, viewer)),
            take_preview=preview_of(form, first.source) if first else "",
            similar=show_similar(similar_threads(viewer, form["title"])) if source else (),
            seen_by=seen_by_or_choose(chosen_space(form)),
        )
    )


@bp.get("/t/<int:thread_id>/reply")
def reply_form(thread_id: int) -> ResponseReturnValue:
    """The form for a reply to a post, with a quotation of it if that is asked for.

    A selected part is asked for by where its text begins and ends in the post: "from", "until", and
    "of", the length of the whole.
    """
    viewer = writer_or_sign_in()
    thread = get_or_404(queries.thread(viewer, thread_id))
    refuse_late(thread)
    number, on = arg("quote") or arg("to"), arg("on")
    to = _replied_to(viewer, thread, number)
    text = _quote(viewer, to) if arg("quote") and to is not None else ""
    form = first_form(arg("prompts"), thread.space_id, to=number, on=on, text=text)
    return _reply_page(viewer, thread, form, to)


def _replied_to(viewer: Viewer, thread: ThreadRow, number: str) -> PostRow | None:
    """Return the post *number* of *thread*; None if it is empty.

    Raises Invalid if it is not a number, NotFound if there is no such post.
    """
    if not number:
        return None
    if (wanted := whole_number(number)) is None:
        raise Invalid({"to": t("This post does not exist")})
    return get_or_404(queries.post_by_number(viewer, thread.id, wanted))


def _quote(viewer: Viewer, post: PostRow) -> str:
    """Return *post*, or the part of it that is asked for, as a quotation to write under.

    Empty if the text may not be copied.
    """
    chosen = quoted_post(viewer, post.thread_id, post.id)
    if chosen is None:
        return ""
    asked = [arg(name)[:9] for name in ("from", "until", "of")]
    if not all(number.isdecimal() for number in asked):
        return quotation(chosen)
    shown = with_words(with_names_in(viewer, chosen.html))
    return quotation_of_part(chosen, Part(*map(int, asked)), shown=shown)


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
    refuse_late(thread)
    if (other := switched(form, thread.space_id)) is not None:
        return _reply_page(viewer, thread, other, to)
    source, origin = text_of(form), origin_of(form)
    if form.faults or form.preview:
        return _reply_page(viewer, thread, form, to, source)
    return submission.save(
        write.write,
        thread.id,
        author_id=author_id(viewer),
        text=compose(source, form=form, prompts=wording_of(form), origin=origin),
        reply_to=to,
    )


def _may_post(viewer: Viewer, thread: ThreadRow, to: PostRow | None) -> bool:
    """Whether *viewer* may reply to *to*. What replies to a question itself is an answer to it."""
    is_reply = to is not None and to.branch > 0
    return acts.may_write(viewer, thread) if is_reply else acts.may_answer(viewer, thread)


def _reply_page(
    viewer: Viewer, thread: ThreadRow, form: Form, to: PostRow | None, source: str = ""
) -> ResponseReturnValue:
    if not _may_post(viewer, thread, to):
        raise NotAllowed
    name = (to.author_name or t("former member")) if to else ""
    is_answer = to is None or to.number == 1
    box = "reply" if to or thread.kind != "question" else "answer"
    return render_page(
        ReplyPage(
            title=t("Reply to %(name)s", name=name) if to else t("Your answer"),
            form=form,
            prompts=prompt_box(form, box, thread.space_id),
            thread=thread,
            to=with_names(viewer, [to])[0] if to else None,
            norms=first_norms(thread.space_id, partial(has_written_in, viewer)),
            asked_for=asked_for(viewer, thread, beside_form=True) if is_answer else None,
            preview=preview_of(form, source),
            seen_by=seen_until_then(seen_by(thread.space_id), thread.sealed_until),
        )
    )
