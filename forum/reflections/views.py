"""Pages on which a reflection is written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, request

from ..core.errors import NotAllowed
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.times import today
from ..first_takes.presenters import first_take_of, left_out, seen_until_then, usual_day
from ..lists.queries.posts import has_written_in
from ..prompts.presenters import first_form, prompt_box, switched, wording_of
from ..spaces.actions import lock_space
from ..spaces.current import author_id, current_spaces, listed_spaces, writer, writer_or_sign_in
from ..spaces.presenters.choice import space_choices
from ..spaces.presenters.labels import seen_by, seen_by_or_choose
from ..spaces.presenters.norms import first_norms, norms_to_choose
from ..texts.actions import compose
from ..texts.presenters import origin_of, text_of
from ..threads import queries as threads
from ..threads.actions import write as actions
from ..threads.actions.write import FirstTakes
from ..threads.models import TITLE
from ..threads.presenters.submission import PostSubmission, open_space, preview_of
from . import policy, queries
from .models import CLOSING
from .presenters import FIRST, ReflectionPage

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..first_takes.presenters import FirstTake
    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow

bp = Blueprint("reflections", __name__)


@bp.get("/t/<int:thread_id>/reflect")
def reflect(thread_id: int) -> ResponseReturnValue:
    """The form for a reflection in a thread."""
    viewer = writer_or_sign_in()
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not policy.may_reflect(viewer, thread):
        raise NotAllowed
    form = first_form(arg("prompts"), thread.space_id, default=FIRST)
    return _page_in_thread(viewer, form, thread)


@bp.post("/t/<int:thread_id>/reflect")
def save_in_thread(thread_id: int) -> ResponseReturnValue:
    """Add a reflection to a thread; under a question it is listed with the answers."""
    viewer, form = writer(), Form(request.form)
    thread = get_or_404(threads.thread(viewer, thread_id))
    submission = PostSubmission(viewer, form, thread)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if not policy.may_reflect(viewer, thread):
        raise NotAllowed
    if (other := switched(form, thread.space_id)) is not None:
        return _page_in_thread(viewer, other, thread)
    source, origin = text_of(form), origin_of(form)
    if form.faults or form.preview:
        return _page_in_thread(viewer, form, thread, source)
    return submission.save(
        actions.write,
        thread.id,
        author_id=author_id(viewer),
        text=compose(source, form=form, prompts=wording_of(form), origin=origin),
        reflection=True,
    )


@bp.get("/-/reflect")
def write() -> ResponseReturnValue:
    """The form for a reflection in a thread of its own."""
    start = {"space": arg("space"), "opens": usual_day()}
    return _page(writer_or_sign_in(), first_form(arg("prompts"), default=FIRST, **start))


@bp.post("/-/reflect")
def save() -> ResponseReturnValue:
    """Open a thread with a reflection."""
    viewer, form = writer(), Form(request.form)
    submission = PostSubmission(viewer, form)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if (other := switched(form)) is not None:
        return _page(viewer, other)
    space_id = open_space(viewer, form)
    if space_id and not policy.may_share(viewer, space_id):
        raise NotAllowed
    if (thread := _closing_thread(viewer, form, space_id)) is not None:
        form.faults["part1"] = t("There is a thread for this now. Send yours again to add it")
        return _page_in_thread(viewer, form, thread)
    title = form.line("title", longest=TITLE, missing=t("Enter a title"))
    source, origin = text_of(form), origin_of(form)
    first = first_take_of(form)
    if form.faults or form.preview:
        return _page(viewer, form, source, first)
    return submission.save(
        actions.open_thread,
        space_id=space_id,
        kind="reflection",
        title=title,
        tags=(),
        author_id=author_id(viewer),
        text=compose(source, form=form, prompts=wording_of(form), origin=origin),
        first_takes=first and FirstTakes(first.until, compose(first.source)),
    )


def _closing_thread(viewer: Viewer, form: Form, space_id: int) -> ThreadRow | None:
    """Return the thread in which a space looks back, if *form* would open another one."""
    asked, space = wording_of(form), current_spaces().get(space_id)
    if form.preview or space is None or space.last_day is None:
        return None
    if asked is None or asked.key != CLOSING or not policy.is_closing(viewer, space, today()):
        return None
    lock_space(space_id)  # whoever sends theirs at this moment finds the thread of the other
    found = queries.closing(viewer, space_id, space.last_day)
    return threads.thread(viewer, found.thread_id) if found and found.thread_id else None


def _page_in_thread(
    viewer: Viewer, form: Form, thread: ThreadRow, source: str = ""
) -> ResponseReturnValue:
    return render_page(
        ReflectionPage(
            title=t("Share a reflection"),
            form=form,
            prompts=prompt_box(form, "reflection", thread.space_id),
            thread=thread,
            norms=first_norms(thread.space_id, partial(has_written_in, viewer)),
            preview=preview_of(form, source),
            seen_by=seen_until_then(seen_by(thread.space_id), thread.sealed_until),
        )
    )


def _page(
    viewer: Viewer, form: Form, source: str = "", first: FirstTake | None = None
) -> ResponseReturnValue:
    spaces = [space for space in listed_spaces() if policy.may_share(viewer, space.id)]
    if not spaces:
        raise NotAllowed
    chosen = next((space for space in spaces if space.slug == form["space"]), None)
    return render_page(
        ReflectionPage(
            title=t("Share a reflection"),
            form=form,
            prompts=prompt_box(form, "reflection"),
            spaces=space_choices(spaces),
            norms=norms_to_choose(spaces, form["space"], partial(has_written_in, viewer)),
            preview=preview_of(form, source),
            may_seal=not left_out(),
            take_preview=preview_of(form, first.source) if first else "",
            seen_by=seen_by_or_choose(chosen),
        )
    )
