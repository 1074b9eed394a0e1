"""Pages of moderation: report a post, settle reports, hide and restore, block, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.errors import NotAllowed, SignInFirst
from ..core.text.line import line
from ..core.text.plain import excerpt, plain
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.paging import list_page
from ..core.web.render import render_page
from ..core.web.urls import url
from ..notices import actions as notices
from ..spaces.current import (
    author_id,
    current_viewer,
    find_space,
    managed_space,
    writer,
    writer_or_sign_in,
)
from ..spaces.queries import stewards
from ..threads import queries as threads
from ..threads.policy import may_moderate
from ..threads.presenters.addresses import address
from . import actions, policy, queries
from .presenters import BlockPage, HidePage, LogPage, ReportPage, ReportsPage, acts, group_reports

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow
    from ..threads.rows import SinglePostRow, ThreadRow
    from .rows import PersonRow

bp = Blueprint("moderation", __name__)
REPORT, REASON = 2_000, 160
"""The longest report and the longest reason, in characters."""
ENTRIES = 20
"""Entries on a page of the log."""


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
    actions.report(post, reporter_id=author_id(viewer), text=text)
    commit()
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    return redirect(address(thread, post, said="reported"))


def _reportable_post(viewer: Viewer, post_id: int) -> SinglePostRow:
    post = get_or_404(threads.post(viewer, post_id))
    if not policy.may_report(viewer, post):
        raise NotAllowed
    return post


def _report_page(viewer: Viewer, post: SinglePostRow, form: Form) -> ResponseReturnValue:
    page = ReportPage(
        title=t("Report a post"),
        form=form,
        post=post,
        thread=get_or_404(threads.thread(viewer, post.thread_id)),
        excerpt=excerpt(plain(post.html)),
        has_steward=bool(stewards([post.space_id])),
        longest=REPORT,
    )
    return render_page(page)


@bp.get("/s/<slug>/reports")
def reports(slug: str) -> ResponseReturnValue:
    """The open reports of a space, for its stewards; for everybody else the page does not exist."""
    viewer = current_viewer()
    space = get_or_404(find_space(slug))
    get_or_404(policy.may_settle(viewer, space.id) or None)
    page = ReportsPage(
        title=t("Reports in “%(name)s”", name=space.name),
        tab="forum",
        space=space,
        reported=group_reports(queries.open_reports(viewer, space.id)),
    )
    return render_page(page)


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
    notices.notify_of_hiding(post, steward_id=author_id(viewer))
    commit()
    return redirect(address(thread, post, said="hidden" if hidden else "restored"))


def _moderated_post(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow]:
    """Return a post and its thread. Raises NotAllowed unless *viewer* may hide posts there."""
    post = get_or_404(threads.post_to_moderate(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not may_moderate(viewer, thread):
        raise NotAllowed
    return post, thread


def _hide_page(post: SinglePostRow, thread: ThreadRow, form: Form) -> ResponseReturnValue:
    if post.state == "withdrawn":
        raise NotAllowed
    page = HidePage(
        title=t("Hide a post") if post.state == "shown" else t("Show a hidden post again"),
        form=form,
        post=post,
        thread=thread,
        excerpt=excerpt(plain(post.html)),
    )
    return render_page(page)


@bp.post("/p/<int:post_id>/leave")
def leave(post_id: int) -> ResponseReturnValue:
    """Leave a reported post as it is, and close its reports."""
    viewer, form = writer(), Form(request.form)
    post, thread = _moderated_post(viewer, post_id)
    why = form.line("reason", longest=REASON)
    form.check()
    actions.leave(post, steward_id=author_id(viewer), why=why)
    commit()
    return redirect(url("moderation.reports", slug=thread.space_slug, said="left"))


@bp.get("/s/<slug>/block")
def block(slug: str) -> ResponseReturnValue:
    """The form that blocks a member from writing, or lets them write again."""
    space = managed_space(writer_or_sign_in(), slug)
    form = Form(member=arg("member"))
    return _block_page(space, _read_person(space, form) if form["member"] else None, form)


@bp.post("/s/<slug>/block")
def block_member(slug: str) -> ResponseReturnValue:
    """Block a member from writing in a space, or let them write again."""
    viewer, form = writer(), Form(request.form)
    space = managed_space(viewer, slug)
    person = _read_person(space, form)
    blocked = form.choice("blocked", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Enter a reason") if blocked else "")
    if form.faults or person is None:
        return _block_page(space, person, form)
    if blocked and not policy.may_block(viewer, space, person):
        raise NotAllowed(t("You cannot block yourself or somebody who looks after this space."))
    actions.block(space.id, person.id, steward_id=author_id(viewer), blocked=blocked, why=why)
    commit()
    said = "blocked" if blocked else "unblocked"
    return redirect(url("spaces.people", slug=slug, said=said))


def _read_person(space: SpaceRow, form: Form) -> PersonRow | None:
    """Return the person whom *form* names, or None; notes a handle that nobody has."""
    handle = line(form["member"], longest=REASON).removeprefix("@")
    person = queries.person(space, handle) if handle else None
    if person is None:
        form.faults["member"] = t("Nobody here has this handle")
    return person


def _block_page(space: SpaceRow, person: PersonRow | None, form: Form) -> ResponseReturnValue:
    blocked = person is not None and person.blocked_at is not None
    page = BlockPage(
        title=t("Let a member post again") if blocked else t("Block a member from posting"),
        form=form,
        space=space,
        person=person,
        blocked=blocked,
    )
    return render_page(page)


@bp.get("/s/<slug>/log")
def log(slug: str) -> ResponseReturnValue:
    """The log of a space, for every member who reads it."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    space = get_or_404(find_space(slug))
    page = LogPage(
        title=t("Log of “%(name)s”", name=space.name),
        tab="forum",
        space=space,
        acts=acts(),
        entries=list_page(queries.log(viewer, space.id), size=ENTRIES),
        address=url("moderation.log", slug=slug),
    )
    return render_page(page)
