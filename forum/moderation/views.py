"""Pages of order: report a post, settle reports, hide and restore, block, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.errors import NotAllowed, SignInFirst
from ..core.text.line import line
from ..core.text.plain import excerpt, plain
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.paging import stretch
from ..core.web.render import form_page, render
from ..core.web.urls import url
from ..notices import actions as notices
from ..spaces.current import author_id, current_viewer, find_space, writer, writer_or_sign_in
from ..spaces.policy import may_manage
from ..spaces.queries import stewards
from ..threads import queries as threads
from ..threads.policy import may_moderate
from ..threads.presenters.addresses import redirect_to_post
from . import actions, policy, queries
from .presenters import acts

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy import Row

    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow
    from ..threads.rows import SinglePostRow

bp = Blueprint("moderation", __name__)
REPORT, REASON, SIZE = 2_000, 160, 20
"""The longest report and reason, in characters, and how many entries a page of the log has."""


@bp.get("/p/<int:post_id>/report")
def report(post_id: int) -> ResponseReturnValue:
    """The form for telling the stewards about a post."""
    viewer = writer_or_sign_in()
    return _report_page(viewer, get_or_404(threads.post(viewer, post_id)), Form())


@bp.post("/p/<int:post_id>/report", endpoint="report_post")
def take_report(post_id: int) -> ResponseReturnValue:
    """Take a report."""
    viewer, form = writer(), Form(request.form)
    post = get_or_404(threads.post(viewer, post_id))
    if not policy.may_report(viewer, post):
        raise NotAllowed
    text = form.text("text", longest=REPORT, missing=t("Say in a few words what is wrong"))
    if form.faults:
        return _report_page(viewer, post, form)
    actions.report(post, reporter_id=author_id(viewer), text=text)
    commit()
    return redirect_to_post(viewer, post.id, said="reported")


def _report_page(viewer: Viewer, post: SinglePostRow, form: Form) -> ResponseReturnValue:
    if not policy.may_report(viewer, post):
        raise NotAllowed
    return form_page(
        "moderation/report.html",
        title=t("Report a post"),
        form=form,
        post=post,
        thread=get_or_404(threads.thread(viewer, post.thread_id)),
        excerpt=excerpt(plain(post.html)),
        has_steward=bool(stewards([post.space_id])),
        longest=REPORT,
    )


@bp.get("/s/<slug>/reports")
def reports(slug: str) -> ResponseReturnValue:
    """The reports that wait, for those who look after the space; nothing for others."""
    viewer = current_viewer()
    space = get_or_404(find_space(slug))
    get_or_404(policy.may_settle(viewer, space.id) or None)
    grouped: dict[int, list[Row[Any]]] = {}
    for told in queries.open_reports(viewer, space.id):
        grouped.setdefault(told.post_id, []).append(told)
    return render(
        "moderation/reports.html",
        title=t("Reports in “%(name)s”", name=space.name),
        tab="forum",
        space=space,
        reported=[(told[0], excerpt(plain(told[0].html)), told) for told in grouped.values()],
    )


@bp.get("/p/<int:post_id>/hide")
def hide(post_id: int) -> ResponseReturnValue:
    """The form for hiding a post, or for showing a hidden one again."""
    viewer = writer_or_sign_in()
    return _hide_page(viewer, get_or_404(threads.post(viewer, post_id)), Form())


@bp.post("/p/<int:post_id>/hide", endpoint="hide_post")
def take_hide(post_id: int) -> ResponseReturnValue:
    """Hide a post, or show it again, with a reason that its author is told."""
    viewer, form = writer(), Form(request.form)
    post = get_or_404(threads.post(viewer, post_id))
    if not may_moderate(viewer, post):
        raise NotAllowed
    hidden = form.choice("hidden", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Give a reason"))
    if form.faults:
        return _hide_page(viewer, post, form)
    act = actions.hide if hidden else actions.restore
    act(post, steward_id=author_id(viewer), why=why)
    notices.tell_of_hiding(post, steward_id=author_id(viewer))
    commit()
    return redirect_to_post(viewer, post.id, said="hidden" if hidden else "restored")


def _hide_page(viewer: Viewer, post: SinglePostRow, form: Form) -> ResponseReturnValue:
    if not may_moderate(viewer, post) or post.state == "withdrawn":
        raise NotAllowed
    return form_page(
        "moderation/hide.html",
        title=t("Hide a post") if post.state == "shown" else t("Show a hidden post again"),
        form=form,
        post=post,
        thread=get_or_404(threads.thread(viewer, post.thread_id)),
        excerpt=excerpt(plain(post.html)),
    )


@bp.post("/p/<int:post_id>/leave")
def leave(post_id: int) -> ResponseReturnValue:
    """Leave a reported post as it is."""
    viewer, form = writer(), Form(request.form)
    post = get_or_404(threads.post(viewer, post_id))
    if not may_moderate(viewer, post):
        raise NotAllowed
    why = form.line("reason", longest=REASON)
    form.check()
    actions.leave(post, steward_id=author_id(viewer), why=why)
    commit()
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    return redirect(url("moderation.reports", slug=thread.space_slug, said="left"))


@bp.get("/s/<slug>/block")
def block(slug: str) -> ResponseReturnValue:
    """The form for keeping a member from writing, or for letting them write again."""
    viewer = writer_or_sign_in()
    form = Form(member=arg("member"))
    return _block_page(viewer, get_or_404(find_space(slug)), form)


@bp.post("/s/<slug>/block", endpoint="block_member")
def take_block(slug: str) -> ResponseReturnValue:
    """Keep a member from writing in a space, or let them write again."""
    viewer, form = writer(), Form(request.form)
    space = get_or_404(find_space(slug))
    person = _person(viewer, space, form)
    blocked = form.choice("blocked", ("0", "1"), missing=t("Choose what to do")) == "1"
    why = form.line("reason", longest=REASON, missing=t("Give a reason") if blocked else "")
    if form.faults or person is None:
        return _block_page(viewer, space, form)
    if blocked and not policy.may_block(viewer, space, person):
        raise NotAllowed(t("Who looks after a space cannot be blocked in it, nor oneself."))
    actions.block(space.id, person.id, steward_id=author_id(viewer), blocked=blocked, why=why)
    commit()
    said = "blocked" if blocked else "unblocked"
    return redirect(url("spaces.people", slug=slug, said=said))


def _person(viewer: Viewer, space: SpaceRow, form: Form) -> Row[Any] | None:
    """Return whom the form is about; an unknown name is noted. NotAllowed for who may not ask."""
    if not may_manage(viewer, space):
        raise NotAllowed
    handle = line(form["member"], longest=REASON).removeprefix("@")
    person = queries.person(space, handle) if handle else None
    if person is None:
        form.faults["member"] = t("Nobody here is called that")
    return person


def _block_page(viewer: Viewer, space: SpaceRow, form: Form) -> ResponseReturnValue:
    person = _person(viewer, space, form) if form["member"] else None
    if person is None and not may_manage(viewer, space):
        raise NotAllowed
    blocked = person is not None and person.blocked_at is not None
    return form_page(
        "moderation/block.html",
        title=t("Let a member write again") if blocked else t("Block a member from writing"),
        form=form,
        space=space,
        person=person,
        blocked=blocked,
    )


@bp.get("/s/<slug>/log")
def log(slug: str) -> ResponseReturnValue:
    """What was done for order in a space, for everyone who reads it and is signed in."""
    viewer = current_viewer()
    if viewer.guest:
        raise SignInFirst
    space = get_or_404(find_space(slug))
    return render(
        "moderation/log.html",
        title=t("Log of “%(name)s”", name=space.name),
        tab="forum",
        space=space,
        acts=acts(),
        stretch=stretch(queries.log(viewer, space.id), size=SIZE),
        address=url("moderation.log", slug=slug),
    )
