"""Pages on which members tell how it went, correct it, and withdraw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.submission import Submission, commit_and_redirect
from ...core.web.times import today
from ...core.web.urls import url
from ...spaces.current import author_id, writer, writer_or_sign_in
from .. import actions, queries
from ..models import Attempt
from ..presenters import TEXTS, show_reports
from ..presenters.tell import TellPage, check_removal, form_of, told_in
from ..rows import Thing
from . import bp, targets

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import ReportRow
    from .targets import Target


class AttemptSubmission(Submission[Attempt]):
    """The sending of a form that tells of an attempt."""

    table = Attempt

    def __init__(self, viewer: Viewer, form: Form, target: Target) -> None:
        super().__init__(form, author_id=viewer.member_id)
        self.target = target

    def address_of(self, made: Attempt) -> str:  # noqa: ARG002
        """Return where it stands, with thanks."""
        return self.target.back(said="tried")

    def address_of_earlier(self, id: int) -> str:  # noqa: ARG002
        """Return the same: the key of the form is of this member, and of this text."""
        return self.target.back(said="tried")


@bp.get("/p/<int:post_id>/tried", endpoint="post")
def try_post(post_id: int) -> ResponseReturnValue:
    """The form for how it went with an answer, or with a post of a discussion."""
    viewer = writer_or_sign_in()
    return _form(viewer, targets.post(viewer, post_id))


@bp.post("/p/<int:post_id>/tried", endpoint="tell_post")
def tell_post(post_id: int) -> ResponseReturnValue:
    """Save how it went with a post."""
    viewer = writer()
    return _tell(viewer, targets.post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/tried", endpoint="page")
def try_page(artefact_id: int) -> ResponseReturnValue:
    """The form for how it went with a page of the library."""
    viewer = writer_or_sign_in()
    return _form(viewer, targets.page(viewer, artefact_id))


@bp.post("/a/<int:artefact_id>/tried", endpoint="tell_page")
def tell_page(artefact_id: int) -> ResponseReturnValue:
    """Save how it went with a page of the library."""
    viewer = writer()
    return _tell(viewer, targets.page(viewer, artefact_id))


@bp.get("/t/<int:thread_id>/tried", endpoint="host_page")
def try_host_page(thread_id: int) -> ResponseReturnValue:
    """The form for how it went with the page of the host that a discussion is about."""
    viewer = writer_or_sign_in()
    return _form(viewer, targets.host_page(viewer, thread_id))


@bp.post("/t/<int:thread_id>/tried", endpoint="tell_host_page")
def tell_host_page(thread_id: int) -> ResponseReturnValue:
    """Save how it went with a page of the host."""
    viewer = writer()
    return _tell(viewer, targets.host_page(viewer, thread_id))


@bp.get("/-/tried/<int:attempt_id>")
def correct(attempt_id: int) -> ResponseReturnValue:
    """The form in which one corrects or deletes what one told: nobody else finds it.

    What can no longer be corrected can still be deleted, also where it is about something that its
    teller does not read any more.
    """
    viewer = writer_or_sign_in()
    row = get_or_404(queries.own_attempt(viewer, attempt_id))
    return _correction(viewer, row, Form(form_of(row)))


@bp.post("/-/tried/<int:attempt_id>")
def save_correction(attempt_id: int) -> ResponseReturnValue:
    """Replace what one told of an attempt, or delete it."""
    viewer, form = writer(), Form(request.form)
    row = get_or_404(queries.own_attempt(viewer, attempt_id))
    target = _target_of(viewer, row)
    if form["withdraw"]:
        actions.withdraw(row.id)
        if target is None:
            commit()
            return redirect(url("members.show", handle=viewer.handle, said="withdrawn"))
        return commit_and_redirect(target.back(said="withdrawn"))
    if target is None or not target.may_try:
        raise NotAllowed
    told = told_in(form)
    after = check_removal(form, TEXTS[0], removed=row.state == "removed")
    if form.faults:
        return _correction(viewer, row, form)
    actions.correct(row.id, told, after_removal=after)
    return commit_and_redirect(target.back(said="saved"))


def _form(viewer: Viewer, found: Target | None, form: Form | None = None) -> ResponseReturnValue:
    target = get_or_404(found)
    if not target.may_try:
        raise NotAllowed
    earlier = queries.own_attempts(viewer, target.thing)
    return render_page(
        TellPage(
            title=t("I tried this"),
            form=form or Form(tried_on=str(today())),
            subject=target.about,
            action=target.tell,
            may_tell=True,
            earlier=show_reports(viewer, earlier),
        )
    )


def _tell(viewer: Viewer, found: Target | None) -> ResponseReturnValue:
    target, form = get_or_404(found), Form(request.form)
    submission = AttemptSubmission(viewer, form, target)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if not target.may_try:
        raise NotAllowed
    told = told_in(form)
    if form.faults:
        return _form(viewer, target, form)
    return submission.save(
        actions.tell,
        target.thing,
        told,
        member_id=author_id(viewer),
        form_key=form.key,
        form_hash=form.digest,
    )


def _correction(viewer: Viewer, row: ReportRow, form: Form) -> ResponseReturnValue:
    target = _target_of(viewer, row)
    may_tell = target is not None and target.may_try
    return render_page(
        TellPage(
            title=t("Change your result") if may_tell else t("Your report"),
            form=form,
            subject=target.about if target else None,
            action=url("attempts.correct", attempt_id=row.id),
            may_tell=may_tell,
            report=show_reports(viewer, [row])[0],
            removed=row.state == "removed",
        )
    )


def _target_of(viewer: Viewer, row: ReportRow) -> Target | None:
    return targets.target(viewer, Thing(row.post_id, row.artefact_id, row.thread_id))
