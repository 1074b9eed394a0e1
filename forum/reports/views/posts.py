"""Reporting a post to the stewards of its space."""

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
from ...moderation.models import REPORT, Report
from ...moderation.policy import may_report
from ...notices import actions as notices
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.presenters.addresses import address
from .. import actions
from ..presenters.report import ReportPage, effect, why_waiting
from ..queries.before import before_report
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow


@bp.get("/p/<int:post_id>/report")
def report(post_id: int) -> ResponseReturnValue:
    """The form that reports a post to the stewards."""
    viewer = writer_or_sign_in()
    return _report_page(viewer, _reportable_post(viewer, post_id), Form())


@bp.post("/p/<int:post_id>/report")
def report_post(post_id: int) -> ResponseReturnValue:
    """Send a report."""
    viewer, form = writer(), Form(request.form)
    post = _reportable_post(viewer, post_id)
    text = form.text("text", longest=REPORT, missing=t("Enter what is wrong with it"))
    if form.faults:
        return _report_page(viewer, post, form)
    for_admins = bool(form["for_admins"])
    hidden = actions.report_post(viewer, post, text=text, for_admins=for_admins, why=why_waiting())
    if hidden:
        notices.notify_of_hiding(post, by=author_id(viewer))
    commit()
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    return redirect(address(thread, post, said="reported-hidden" if hidden else "reported"))


def _reportable_post(viewer: Viewer, post_id: int) -> SinglePostRow:
    post = get_or_404(threads.post(viewer, post_id))
    if not may_report(viewer, post):
        raise NotAllowed
    return post


def _report_page(viewer: Viewer, post: SinglePostRow, form: Form) -> ResponseReturnValue:
    about = Report.post_id == post.id
    known = before_report(about, post, reporter_id=author_id(viewer))
    page = ReportPage(
        title=t("Report a post"),
        form=form,
        post=post,
        thread=get_or_404(threads.thread(viewer, post.thread_id)),
        excerpt=beginning(post.html),
        has_steward=known.has_steward,
        effect=effect(viewer, post.space_id, known),
        longest=REPORT,
    )
    return render_page(page)
