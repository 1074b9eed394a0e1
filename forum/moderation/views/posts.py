"""Moderating a post: hide and restore it, settle its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.plain import beginning
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...notices import actions as notices
from ...spaces.current import author_id, find_space, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.models import BLANK, REASON
from ...threads.presenters.addresses import address
from .. import actions, policy
from ..models import Report
from ..presenters import HidePage
from ..queries import reports
from ..queries.waiting import waits
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow, ThreadRow


@bp.get("/p/<int:post_id>/hide")
def hide(post_id: int) -> ResponseReturnValue:
    """The form that hides a post, or shows a hidden one again."""
    post, thread = _moderated_post(writer_or_sign_in(), post_id)
    return _hide_page(post, thread, Form())


@bp.post("/p/<int:post_id>/hide")
def hide_post(post_id: int) -> ResponseReturnValue:
    """Hide a post or show it again, and notify its author of the reason."""
    viewer, form = writer(), Form(request.form)
    post, thread = _moderated_post(viewer, post_id)
    hidden = form.choice("hidden", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if form.faults:
        return _hide_page(post, thread, form)
    act = actions.hide if hidden else actions.restore
    act(post, steward_id=author_id(viewer), why=why)
    notices.notify_of_hiding(post, by=author_id(viewer))
    commit()
    return redirect(address(thread, post, said="hidden" if hidden else "restored"))


def _moderated_post(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow]:
    """Return a post and its thread. Raises NotAllowed unless *viewer* may decide about the post."""
    post = get_or_404(reports.post_to_moderate(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not policy.may_decide_post(viewer, post, thread):
        own = post.author_id == viewer.member_id
        raise NotAllowed(t("This is your own post: somebody else decides about it.") if own else "")
    return post, thread


def _hide_page(post: SinglePostRow, thread: ThreadRow, form: Form) -> ResponseReturnValue:
    if post.state in BLANK:
        raise NotAllowed
    waiting = waits(Report.post_id == post.id)
    to_hide = waiting or post.state == "shown"
    page = HidePage(
        title=t("Hide a post") if to_hide else t("Show a hidden post again"),
        form=form,
        post=post,
        thread=thread,
        excerpt=beginning(post.html),
        waits=waiting,
    )
    return render_page(page)


@bp.post("/s/<slug>/reports/<int:post_id>/read")
def read(slug: str, post_id: int) -> ResponseReturnValue:
    """Open one reported first take to a steward who has not written theirs."""
    viewer = writer()
    space = get_or_404(find_space(slug))
    get_or_404(policy.may_settle(viewer, space.id) or None)
    post = get_or_404(reports.sealed_post(viewer, space.id, post_id))
    actions.open_to_decide(post, steward_id=author_id(viewer))
    commit()
    return redirect(url("moderation.reports", slug=slug))


@bp.post("/p/<int:post_id>/leave")
def leave(post_id: int) -> ResponseReturnValue:
    """Leave a reported post as it is, and close its reports."""
    viewer, form = writer(), Form(request.form)
    post, thread = _moderated_post(viewer, post_id)
    why = form.line("reason", longest=REASON)
    form.check()
    actions.leave(post, steward_id=author_id(viewer), why=why)
    if post.state == "hidden":
        notices.notify_of_hiding(post, by=author_id(viewer))
    commit()
    return redirect(url("moderation.reports", slug=thread.space_slug, said="left"))
