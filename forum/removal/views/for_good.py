"""Removing a post or a page of the library for good: a steward says why, and confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...artefacts import queries as artefacts
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.text.plain import beginning
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...keeping.quotations import with_quotations
from ...moderation.policy import may_decide
from ...moderation.queries.reports import post_to_moderate
from ...notices import actions as notices
from ...notices.actions.pages import notify_of_page_hiding
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.models import REASON
from ...threads.presenters.addresses import address
from ..actions.for_good import remove_page, remove_post
from ..policy import may_remove
from ..presenters import for_good as presenters
from ..presenters.for_good import RemovePage
from ..queries.quoting import posts_that_quote
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import ArtefactRow
    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow, ThreadRow


@bp.get("/p/<int:post_id>/remove", endpoint="post")
def post_form(post_id: int) -> ResponseReturnValue:
    """The form that removes a post for good."""
    viewer = writer_or_sign_in()
    return _post_page(viewer, *_removable(viewer, post_id), Form())


@bp.post("/p/<int:post_id>/remove", endpoint="take_post")
def take_post(post_id: int) -> ResponseReturnValue:
    """Remove a post for good, and tell its author the reason."""
    viewer, form = writer(), Form(request.form)
    post, thread = _removable(viewer, post_id)
    why = _why(form)
    if form.faults:
        return _post_page(viewer, post, thread, form)
    steward = author_id(viewer)
    remove_post(post, steward_id=steward, why=why, title=t("Title removed"))
    notices.notify_of_hiding(post, by=steward)
    commit()
    thread = get_or_404(threads.thread(viewer, thread.id))  # it may have lost its title
    return redirect(address(thread, post, said="removed-for-good"))


def _why(form: Form) -> str:
    """Return the reason; notes that it is missing, or that nothing was confirmed."""
    why = form.line("reason", longest=REASON, missing=t("Enter a reason"))
    if not form["sure"]:
        form.faults["sure"] = t("Confirm that this cannot be undone")
    return why


def _removable(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow]:
    post = get_or_404(post_to_moderate(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not may_remove(viewer, post, thread):
        raise NotAllowed
    return post, thread


def _post_page(
    viewer: Viewer, post: SinglePostRow, thread: ThreadRow, form: Form
) -> ResponseReturnValue:
    return render_page(
        RemovePage(
            title=t("Remove a post for good"),
            form=form,
            crumbs=presenters.crumbs_of_post(thread),
            excerpt=beginning(post.html),
            by=f"{post.author_name or t('former member')}, #{post.number}",
            goes=presenters.goes_with_post(post),
            stays=presenters.stays_of_post(),
            quoting=posts_that_quote(viewer, post.id),
            action=url("removal.post", post_id=post.id),
            back=url("threads.post", post_id=post.id),
        )
    )


@bp.get("/a/<int:artefact_id>/remove", endpoint="page")
def page_form(artefact_id: int) -> ResponseReturnValue:
    """The form that removes a page of the library for good."""
    viewer = writer_or_sign_in()
    return _page_page(_removable_page(viewer, artefact_id), Form())


@bp.post("/a/<int:artefact_id>/remove", endpoint="take_page")
def take_page(artefact_id: int) -> ResponseReturnValue:
    """Remove a page for good, and tell whoever made it the reason."""
    viewer, form = writer(), Form(request.form)
    artefact = _removable_page(viewer, artefact_id)
    why = _why(form)
    if form.faults:
        return _page_page(artefact, form)
    steward = author_id(viewer)
    remove_page(artefact, steward_id=steward, why=why, thread_title=t("A page of the library"))
    notify_of_page_hiding(artefact, by=steward)
    commit()
    return redirect(url("artefacts.show", artefact_id=artefact.id, said="page-removed"))


def _removable_page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    artefact = get_or_404(artefacts.to_decide(viewer, artefact_id))
    if not may_decide(viewer, artefact):
        raise NotAllowed
    return with_quotations(viewer, [artefact])[0]


def _page_page(artefact: ArtefactRow, form: Form) -> ResponseReturnValue:
    return render_page(
        RemovePage(
            title=t("Remove a page for good"),
            tab="library",
            form=form,
            crumbs=presenters.crumbs_of_page(artefact),
            excerpt=beginning(artefact.html),
            by=artefact.title,
            goes=presenters.goes_with_page(),
            stays=presenters.stays_of_page(),
            quoting=(),
            action=url("removal.page", artefact_id=artefact.id),
            back=url("artefacts.show", artefact_id=artefact.id),
        )
    )
