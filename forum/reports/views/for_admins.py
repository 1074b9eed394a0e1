"""Administrators decide where nobody else could, if the reporter lets them read the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.prose import prose
from ...core.web.render import render_page
from ...core.web.urls import home, url
from ...moderation import actions
from ...moderation.actions import pages
from ...notices import actions as notices
from ...notices.actions.pages import notify_of_page_hiding
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...spaces.policy import may_administer
from ...threads.models import REASON
from ...threads.policy.acts import PostFacts
from ..presenters.for_admins import AskedPage, DecidePage
from ..queries.for_admins import asked, asked_about
from ..rows import PageToDecide
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import AskedRow


@bp.get("/-/reports", endpoint="asked")
def all_asked() -> ResponseReturnValue:
    """The reports for administrators; for everybody else the page does not exist."""
    viewer = writer_or_sign_in()
    get_or_404(may_administer(viewer) or None)
    return render_page(AskedPage(title=t("Reports for administrators"), asked=asked(viewer)))


@bp.get("/-/reports/<int:report_id>")
def read_asked(report_id: int) -> ResponseReturnValue:
    """One of them, with the text that it is about."""
    return _page(_asked(writer_or_sign_in(), report_id), Form())


@bp.post("/-/reports/<int:report_id>")
def decide(report_id: int) -> ResponseReturnValue:
    """Hide the text, or keep it: as whoever looks after a space decides."""
    viewer, form = writer(), Form(request.form)
    report = _asked(viewer, report_id)
    hidden = form.choice("hidden", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Enter a reason") if hidden else "")
    if form.faults:
        return _page(report, form)
    _decide(report, by=author_id(viewer), hidden=hidden, why=why)
    commit()
    return redirect(url("reports.asked", said="decided"))


def _asked(viewer: Viewer, report_id: int) -> AskedRow:
    get_or_404(may_administer(viewer) or None)
    return get_or_404(asked_about(viewer, report_id))


def _decide(report: AskedRow, *, by: int, hidden: bool, why: str) -> None:
    of = (report.space_id, report.author_id)
    if report.artefact_id is not None:
        page = PageToDecide(report.artefact_id, *of)
        if hidden:
            title = t("A page of the library")
            pages.hide(page, steward_id=by, why=why, thread_title=title)
        else:
            pages.leave(page, steward_id=by, why=why)
        if hidden or report.is_hidden:
            notify_of_page_hiding(page, by=by)
        return
    post = PostFacts(report.post_id or 0, report.thread_id or 0, *of)
    act = actions.hide if hidden else actions.leave
    act(post, steward_id=by, why=why)
    if hidden or report.is_hidden:
        notices.notify_of_hiding(post, by=by)


def _page(report: AskedRow, form: Form) -> ResponseReturnValue:
    page = DecidePage(
        title=t("Decide about a report"),
        form=form,
        asked=report,
        text=prose(report.html, home=home()),
    )
    return render_page(page)
