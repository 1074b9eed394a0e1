"""The page on which a thread asks for first takes, or lets them open earlier."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..core.database.base import now
from ..core.database.session import commit
from ..core.errors import Invalid, NotAllowed
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.times import exactly, zone
from ..moderation.actions import log
from ..spaces.current import author_id, writer, writer_or_sign_in
from ..spaces.presenters.labels import seen_by
from ..threads import queries as threads
from ..threads.actions.compose import compose
from ..threads.presenters.addresses import thread_address
from ..threads.presenters.submission import PostSubmission, preview_of
from . import actions, policy
from .presenters import BringForwardPage, SealPage, day_of, first_take_of, usual_day

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow

bp = Blueprint("first_take", __name__)


def _thread(viewer: Viewer, thread_id: int) -> ThreadRow:
    """Return a thread in which *viewer* may do one of the two. Raises NotAllowed otherwise."""
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not policy.may_seal(viewer, thread) and not policy.may_bring_forward(viewer, thread):
        raise NotAllowed
    return thread


@bp.get("/t/<int:thread_id>/first-take")
def ask(thread_id: int) -> ResponseReturnValue:
    """Ask everybody for their take before they read, or let the takes open earlier."""
    viewer = writer_or_sign_in()
    return _page(_thread(viewer, thread_id), Form(opens=usual_day()))


@bp.post("/t/<int:thread_id>/first-take")
def save(thread_id: int) -> ResponseReturnValue:
    """Ask for first takes, with one's own; or bring forward the day on which they open."""
    viewer, form = writer(), Form(request.form)
    thread = get_or_404(threads.thread(viewer, thread_id))
    submission = PostSubmission(viewer, form, thread)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if policy.may_bring_forward(viewer, thread):
        return _bring_forward(viewer, thread, form)
    if not policy.may_seal(viewer, thread):
        raise NotAllowed
    asked = first_take_of(form)
    if asked is None:
        raise Invalid({"first_take": t("Part of the form is missing")})
    if form.faults or form.preview:
        return _page(thread, form, asked.source)
    return submission.save(
        actions.seal,
        thread.id,
        until=asked.until,
        author_id=author_id(viewer),
        own_take=compose(asked.source, form=form),
    )


def _bring_forward(viewer: Viewer, thread: ThreadRow, form: Form) -> ResponseReturnValue:
    planned = (thread.sealed_until or now()).astimezone(zone()).date()
    to = now() if form["now"] else day_of(form, latest=planned - timedelta(days=1))
    if form.faults or to is None:
        return _page(thread, form)
    actions.bring_forward(thread.id, to=to)
    log(thread.space_id, actor_id=author_id(viewer), act="unseal", thread_id=thread.id)
    commit()
    return redirect(thread_address(thread, said="saved"))


def _page(thread: ThreadRow, form: Form, source: str = "") -> ResponseReturnValue:
    if thread.sealed_until is not None:
        title, opens = t("Open the first takes earlier"), exactly(thread.sealed_until)
        return render_page(BringForwardPage(title=title, form=form, thread=thread, opens=opens))
    return render_page(
        SealPage(
            title=t("Write yours before you read"),
            form=form,
            thread=thread,
            preview=preview_of(form, source),
            seen_by=seen_by(thread.space_id),
        )
    )
