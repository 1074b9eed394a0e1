"""Pages where a reflection is written: in a thread, or as a thread of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from ..core.database.session import commit
from ..core.errors import NotAllowed, SentBefore
from ..core.state import state
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t, tn
from ..core.web.render import form_page
from ..spaces.current import author_id, listed_spaces, seen_by, writer, writer_or_sign_in
from ..threads.actions import write as threads
from ..threads.actions.compose import compose
from ..threads.presenters.addresses import redirect_to_post
from ..threads.presenters.form import TITLE, open_space, sent_before
from ..threads.queries import thread as thread_for
from . import policy, presenters

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow

bp = Blueprint("reflections", __name__)


@bp.get("/t/<int:thread_id>/reflect")
def reflect(thread_id: int) -> ResponseReturnValue:
    """The form for a reflection in a thread."""
    viewer = writer_or_sign_in()
    return _page(viewer, Form(), get_or_404(thread_for(viewer, thread_id)))


@bp.post("/t/<int:thread_id>/reflect", endpoint="reflect_here")
def take(thread_id: int) -> ResponseReturnValue:
    """Take a reflection into a thread; under a question it stands beside the answers."""
    viewer, form = writer(), Form(request.form)
    if (answer := sent_before(viewer, form)) is not None:
        return answer
    thread = get_or_404(thread_for(viewer, thread_id))
    if not policy.may_reflect(viewer, thread):
        raise NotAllowed
    source = _source(form)
    if form.faults or form.preview:
        return _page(viewer, form, thread, source)
    try:
        post = threads.write(
            thread.id, author_id=author_id(viewer), text=compose(source, form=form), reflection=True
        )
    except SentBefore as before:
        return redirect_to_post(viewer, before.post_id, sent=form.key)
    answer = redirect_to_post(viewer, post.id, sent=form.key)
    commit()
    return answer


@bp.get("/-/reflect")
def write() -> ResponseReturnValue:
    """The form for a reflection that stands alone."""
    return _page(writer_or_sign_in(), Form(space=arg("space")))


@bp.post("/-/reflect")
def share() -> ResponseReturnValue:
    """Take a reflection that stands alone: a thread of its own."""
    viewer, form = writer(), Form(request.form)
    if (answer := sent_before(viewer, form)) is not None:
        return answer
    space_id = open_space(viewer, form)
    if space_id and not policy.may_share(viewer, space_id):
        raise NotAllowed
    title = form.line("title", longest=TITLE, missing=t("Give it a title"))
    source = _source(form)
    if form.faults or form.preview:
        return _page(viewer, form, None, source)
    try:
        post = threads.open_thread(
            space_id=space_id,
            kind="reflection",
            title=title,
            tags=(),
            author_id=author_id(viewer),
            text=compose(source, form=form),
        )
    except SentBefore as before:
        return redirect_to_post(viewer, before.post_id, sent=form.key)
    answer = redirect_to_post(viewer, post.id, sent=form.key)
    commit()
    return answer


def _source(form: Form) -> str:
    """Return the one text that the three fields make; notes what is missing or too long."""
    longest = state().config.post_limit
    first = presenters.NAMES[0]
    parts = {
        name: form.text(
            name, longest=longest, missing=t("Say what happened") if name == first else ""
        )
        for name in presenters.NAMES
    }
    source = presenters.together(parts)
    if len(source) > longest and not form.faults:
        form.faults[first] = tn(
            "Together this is %(n)d character over the limit of %(longest)d",
            "Together this is %(n)d characters over the limit of %(longest)d",
            len(source) - longest,
            longest=longest,
        )
    return source


def _page(
    viewer: Viewer, form: Form, thread: ThreadRow | None = None, source: str = ""
) -> ResponseReturnValue:
    mine = [p for p in listed_spaces() if policy.may_share(viewer, p.id)]
    chosen = next((p for p in mine if p.slug == form["space"]), None)
    if not mine if thread is None else not policy.may_reflect(viewer, thread):
        raise NotAllowed
    words = t("Seen by nobody yet: choose a space, and this line says who will read it.")
    if thread is not None:
        words = seen_by(thread.space_id)
    elif chosen is not None:
        words = seen_by(chosen.id)
    return form_page(
        "reflections/write.html",
        title=t("Share a reflection"),
        tab="forum",
        form=form,
        thread=thread,
        spaces=[(p.slug, p.name) for p in mine],
        headings=presenters.headings(),
        hints=presenters.hints(),
        preview=compose(source).html if form.preview and source else "",
        seen_by=words,
    )
