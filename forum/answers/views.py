"""Pages on which members say what became of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from ..core.errors import NotAllowed
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect
from ..spaces.current import author_id, writer, writer_or_sign_in
from ..threads import queries as threads
from ..threads.presenters.addresses import address
from ..threads.quotations import with_names
from . import actions, policy, queries
from .models import OUTCOMES
from .presenters import NOTE, TriedPage

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..threads.rows import SinglePostRow, ThreadRow

bp = Blueprint("answers", __name__)


@bp.post("/p/<int:post_id>/helped")
def helped(post_id: int) -> ResponseReturnValue:
    """Save whether an answer helped the asker."""
    viewer, form = writer(), Form(request.form)
    post, thread = _answer(viewer, post_id)
    if not policy.may_mark(viewer, thread, post):
        raise NotAllowed
    choice = form.choice("helped", ("0", "1"), missing=t("Choose whether it helped"))
    form.check()
    actions.mark(post, helped=choice == "1", asker_id=author_id(viewer))
    return commit_and_redirect(address(thread, post, said="helped" if choice == "1" else "saved"))


@bp.get("/p/<int:post_id>/tried")
def tried(post_id: int) -> ResponseReturnValue:
    """The form for how an answer went, with the viewer's earlier report."""
    viewer = writer_or_sign_in()
    post, thread = _answer(viewer, post_id)
    if not policy.may_report(viewer, thread, post):
        raise NotAllowed
    earlier = queries.own_report(post.id, viewer.member_id)
    form = Form(outcome=earlier.outcome, note=earlier.note) if earlier else Form()
    return render_page(_page(thread, post, form, reported=earlier is not None))


@bp.post("/p/<int:post_id>/tried")
def report(post_id: int) -> ResponseReturnValue:
    """Save how an answer went, or withdraw the viewer's earlier report."""
    viewer, form = writer(), Form(request.form)
    post, thread = _answer(viewer, post_id)
    if not policy.may_report(viewer, thread, post):
        raise NotAllowed
    if form["withdraw"]:
        actions.withdraw(post.id, member_id=author_id(viewer))
        return commit_and_redirect(address(thread, post, said="withdrawn"))
    outcome = form.choice("outcome", OUTCOMES, missing=t("Choose how it went"))
    note = form.line("note", longest=NOTE, missing=t("Enter where you tried it and what happened"))
    if form.faults:
        earlier = queries.own_report(post.id, viewer.member_id)
        return render_page(_page(thread, post, form, reported=earlier is not None))
    actions.report(post.id, member_id=author_id(viewer), outcome=outcome, note=note)
    return commit_and_redirect(address(thread, post, said="tried"))


def _answer(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow]:
    post = get_or_404(threads.post(viewer, post_id))
    return with_names(viewer, [post])[0], get_or_404(threads.thread(viewer, post.thread_id))


def _page(thread: ThreadRow, post: SinglePostRow, form: Form, *, reported: bool) -> TriedPage:
    return TriedPage(
        title=t("I tried this"), form=form, thread=thread, post=post, reported=reported
    )
