"""Pages on which members tell how it went, correct it, and withdraw it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..artefacts import queries as artefacts
from ..artefacts.presenters.submission import artefact_address
from ..core.database.session import commit
from ..core.errors import NotAllowed
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.submission import Submission, commit_and_redirect
from ..core.web.times import today
from ..core.web.urls import url
from ..spaces.current import author_id, writer, writer_or_sign_in
from ..threads import queries as threads
from ..threads.policy import may_try as may_try_post
from ..threads.presenters.addresses import address, thread_address
from ..threads.quotations import with_names
from . import actions, policy, queries
from .models import Attempt
from .presenters import About, TellPage, form_of, show_reports, told_in
from .rows import Thing

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow
    from .rows import ReportRow

bp = Blueprint("attempts", __name__)


@dataclass(frozen=True)
class _Target:
    """Something that the viewer reads, and that can be tried."""

    thing: Thing
    may_try: bool
    about: About
    back: Callable[..., str]
    """Returns where it stands, with a message: ``back(said="tried")``."""
    tell: str
    """Where the form is sent in which the viewer tells how it went."""


class AttemptSubmission(Submission[Attempt]):
    """The sending of a form that tells of an attempt."""

    table = Attempt

    def __init__(self, viewer: Viewer, form: Form, target: _Target) -> None:
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
    return _form(viewer, _post(viewer, post_id))


@bp.post("/p/<int:post_id>/tried", endpoint="tell_post")
def tell_post(post_id: int) -> ResponseReturnValue:
    """Save how it went with a post."""
    viewer = writer()
    return _tell(viewer, _post(viewer, post_id))


@bp.get("/a/<int:artefact_id>/tried", endpoint="page")
def try_page(artefact_id: int) -> ResponseReturnValue:
    """The form for how it went with a page of the library."""
    viewer = writer_or_sign_in()
    return _form(viewer, _page(viewer, artefact_id))


@bp.post("/a/<int:artefact_id>/tried", endpoint="tell_page")
def tell_page(artefact_id: int) -> ResponseReturnValue:
    """Save how it went with a page of the library."""
    viewer = writer()
    return _tell(viewer, _page(viewer, artefact_id))


@bp.get("/t/<int:thread_id>/tried", endpoint="host_page")
def try_host_page(thread_id: int) -> ResponseReturnValue:
    """The form for how it went with the page of the host that a discussion is about."""
    viewer = writer_or_sign_in()
    return _form(viewer, _host_page(viewer, thread_id))


@bp.post("/t/<int:thread_id>/tried", endpoint="tell_host_page")
def tell_host_page(thread_id: int) -> ResponseReturnValue:
    """Save how it went with a page of the host."""
    viewer = writer()
    return _tell(viewer, _host_page(viewer, thread_id))


@bp.get("/-/tried/<int:attempt_id>")
def correct(attempt_id: int) -> ResponseReturnValue:
    """The form in which one corrects or deletes what one told: nobody else finds it.

    What can no longer be corrected can still be deleted, also where it is about something that its
    teller does not read any more.
    """
    viewer = writer_or_sign_in()
    row = get_or_404(queries.own_attempt(viewer.member_id, attempt_id))
    return _correction(viewer, row, Form(form_of(row)))


@bp.post("/-/tried/<int:attempt_id>")
def save_correction(attempt_id: int) -> ResponseReturnValue:
    """Replace what one told of an attempt, or delete it."""
    viewer, form = writer(), Form(request.form)
    row = get_or_404(queries.own_attempt(viewer.member_id, attempt_id))
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
    if form.faults:
        return _correction(viewer, row, form)
    actions.correct(row.id, told)
    return commit_and_redirect(target.back(said="saved"))


def _form(viewer: Viewer, found: _Target | None, form: Form | None = None) -> ResponseReturnValue:
    target = get_or_404(found)
    if not target.may_try:
        raise NotAllowed
    earlier = queries.own_attempts(viewer.member_id, target.thing)
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


def _tell(viewer: Viewer, found: _Target | None) -> ResponseReturnValue:
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
        )
    )


def _target_of(viewer: Viewer, row: ReportRow) -> _Target | None:
    """Return what an attempt is about, or None if the viewer does not read it."""
    if row.post_id is not None:
        return _post(viewer, row.post_id)
    if row.artefact_id is not None:
        return _page(viewer, row.artefact_id)
    return _host_page(viewer, row.thread_id or 0)


def _post(viewer: Viewer, post_id: int) -> _Target | None:
    post = threads.post(viewer, post_id)
    thread = threads.thread(viewer, post.thread_id) if post else None
    if post is None or thread is None:
        return None
    post = with_names(viewer, [post])[0]
    name = f"{post.author_name or t('former member')}, #{post.number}"
    about = About(name, post.html, _trail(thread), url("threads.post", post_id=post.id))
    may_try = may_try_post(viewer, post, thread)
    tell = url("attempts.post", post_id=post.id)
    return _Target(Thing(post_id=post.id), may_try, about, partial(address, thread, post), tell)


def _page(viewer: Viewer, artefact_id: int) -> _Target | None:
    artefact = artefacts.artefact(viewer, artefact_id)
    if artefact is None:
        return None
    space = (artefact.space_name, url("spaces.show", slug=artefact.space_slug))
    here = artefact_address(artefact)
    about = About(artefact.title, "", (space, (artefact.title, here)), here)
    may_try = policy.may_try_page(viewer, artefact)
    thing = Thing(artefact_id=artefact.id)
    tell = url("attempts.page", artefact_id=artefact.id)
    return _Target(thing, may_try, about, partial(artefact_address, artefact), tell)


def _host_page(viewer: Viewer, thread_id: int) -> _Target | None:
    """Return the page of the host that a thread is about; None for a thread about none."""
    thread = threads.thread(viewer, thread_id)
    if thread is None or thread.anchor_key is None:
        return None
    about = About(thread.anchor_title, "", _trail(thread), thread_address(thread))
    may_try = policy.may_try_host_page(viewer, thread)
    thing, tell = Thing(thread_id=thread.id), url("attempts.host_page", thread_id=thread.id)
    return _Target(thing, may_try, about, partial(thread_address, thread), tell)


def _trail(thread: ThreadRow) -> tuple[tuple[str, str], ...]:
    space = (thread.space_name, url("spaces.show", slug=thread.space_slug))
    return (space, (thread.title, thread_address(thread)))
