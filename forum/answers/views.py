"""Pages where it is said what became of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.errors import NotAllowed
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import form_page
from ..spaces.current import author_id, writer, writer_or_sign_in
from ..threads import queries as threads
from ..threads.presenters.addresses import address
from . import actions, policy, queries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ..members.viewer import Viewer
    from ..threads.rows import SinglePostRow, ThreadRow

bp = Blueprint("answers", __name__)
OUTCOMES = ("worked", "partly", "not")


@bp.post("/p/<int:post_id>/helped")
def helped(post_id: int) -> ResponseReturnValue:
    """Take the asker's word that an answer helped, or that it did not after all."""
    viewer, form = writer(), Form(request.form)
    post, thread = _answer(viewer, post_id)
    if not policy.may_mark(viewer, thread, post):
        raise NotAllowed
    choice = form.choice("helped", ("0", "1"), missing=t("Say whether it helped"))
    form.check()
    actions.mark(post, helped=choice == "1", asker_id=author_id(viewer))
    commit()
    return redirect(address(thread, post, said="helped" if choice == "1" else "saved"))


@bp.get("/p/<int:post_id>/tried")
def tried(post_id: int) -> ResponseReturnValue:
    """The form for how an answer went, with what the viewer told before."""
    viewer = writer_or_sign_in()
    post, thread = _answer(viewer, post_id)
    before = queries.own_report(post.id, viewer.member_id or 0)
    start = {"outcome": before.outcome, "note": before.note} if before else {}
    return _page(viewer, thread, post, Form(**start))


@bp.post("/p/<int:post_id>/tried")
def tell(post_id: int) -> ResponseReturnValue:
    """Take how an answer went, or take it back."""
    viewer, form = writer(), Form(request.form)
    post, thread = _answer(viewer, post_id)
    if not policy.may_report(viewer, thread, post):
        raise NotAllowed
    if form["withdraw"]:
        actions.withdraw(post.id, member_id=author_id(viewer))
        commit()
        return redirect(address(thread, post, said="withdrawn"))
    outcome = form.choice("outcome", OUTCOMES, missing=t("Say how it went"))
    note = form.line("note", longest=actions.LONGEST, missing=t("Say where, and what happened"))
    if form.faults:
        return _page(viewer, thread, post, form)
    actions.report(post.id, member_id=author_id(viewer), outcome=outcome, note=note)
    commit()
    return redirect(address(thread, post, said="tried"))


def _answer(viewer: Viewer, post_id: int) -> tuple[Row[Any], Row[Any]]:
    post = get_or_404(threads.post(viewer, post_id))
    return post, get_or_404(threads.thread(viewer, post.thread_id))


def _page(
    viewer: Viewer, thread: ThreadRow, post: SinglePostRow, form: Form
) -> ResponseReturnValue:
    if not policy.may_report(viewer, thread, post):
        raise NotAllowed
    return form_page(
        "answers/tried.html",
        title=t("I tried this"),
        form=form,
        thread=thread,
        post=post,
        told=queries.own_report(post.id, viewer.member_id or 0) is not None,
    )
