"""The page on which a thread asks for first takes, or lets them open earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, after_this_request, redirect, request

from ..core.database.base import now
from ..core.database.session import commit
from ..core.errors import Invalid, NotAllowed
from ..core.state import state
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import language, t
from ..core.web.private import store_nowhere
from ..core.web.render import render_page
from ..core.web.times import exactly
from ..moderation.actions import log
from ..revisions import queries as revisions
from ..spaces.current import author_id, current_viewer, writer, writer_or_sign_in
from ..spaces.presenters.labels import seen_by
from ..texts.actions import compose
from ..texts.presenters import origin_of, said_origin
from ..threads import queries as threads
from ..threads.presenters.addresses import address, thread_address
from ..threads.presenters.submission import PostSubmission, preview_of
from ..threads.quotations import rendered
from . import actions, policy, queries
from .presenters import (
    BringForwardPage,
    SealPage,
    ViewsPage,
    day_of,
    first_day,
    first_take_of,
    latest_day_before,
    usual_day,
)
from .presenters import views as view_words

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..threads.rows import SinglePostRow, ThreadRow
    from .rows import PresentViewRow

bp = Blueprint("first_take", __name__)


def _thread(viewer: Viewer, thread_id: int) -> ThreadRow:
    """Return a thread in which *viewer* may do one of the two. Raises NotAllowed otherwise."""
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not policy.may_seal(viewer, thread) and not policy.may_bring_forward(viewer, thread):
        raise NotAllowed
    return thread


@bp.get("/t/<int:thread_id>/first-take")
def ask(thread_id: int) -> ResponseReturnValue:
    """Ask everybody for their take before they read, or let the takes open earlier."""
    viewer = writer_or_sign_in()
    thread = _thread(viewer, thread_id)
    return _page(thread, Form({} if thread.sealed_until else {"opens": usual_day()}))


@bp.post("/t/<int:thread_id>/first-take")
def save(thread_id: int) -> ResponseReturnValue:
    """Ask for first takes, with one's own; or bring forward the day on which they open."""
    viewer, form = writer(), Form(request.form)
    thread = get_or_404(threads.thread(viewer, thread_id))
    submission = PostSubmission(viewer, form, thread)
    if (answer := submission.answer_repeated()) is not None:
        return answer
    if policy.may_bring_forward(viewer, thread):
        return _bring_forward(viewer, thread, form)
    if not policy.may_seal(viewer, thread):
        raise NotAllowed
    asked = first_take_of(form)
    origin = origin_of(form)
    if asked is None:
        raise Invalid({"first_take": t("Part of the form is missing")})
    if form.faults or form.preview:
        return _page(thread, form, asked.source)
    return submission.save(
        actions.seal,
        thread.id,
        until=asked.until,
        author_id=author_id(viewer),
        own_take=compose(asked.source, form=form, origin=origin),
    )


def _bring_forward(viewer: Viewer, thread: ThreadRow, form: Form) -> ResponseReturnValue:
    to = now() if form["now"] else day_of(form, latest=latest_day_before(thread))
    if form.faults or to is None:
        return _page(thread, form)
    actions.bring_forward(thread.id, to=to)
    log(thread.space_id, actor_id=author_id(viewer), act="unseal", thread_id=thread.id)
    commit()
    return redirect(thread_address(thread, said="saved"))


def _page(thread: ThreadRow, form: Form, source: str = "") -> ResponseReturnValue:
    if thread.sealed_until is not None:
        return render_page(
            BringForwardPage(
                title=t("Open the first takes earlier"),
                form=form,
                thread=thread,
                opens=exactly(thread.sealed_until),
                has_days=latest_day_before(thread) >= first_day(),
            )
        )
    return render_page(
        SealPage(
            title=t("Write yours before you read"),
            form=form,
            thread=thread,
            preview=preview_of(form, source),
            seen_by=seen_by(thread.space_id),
        )
    )


@bp.get("/p/<int:post_id>/first-take")
def views(post_id: int) -> ResponseReturnValue:
    """A first take beside what its author thinks now; for its author, the form to say so."""
    viewer = current_viewer()
    post, thread = _first_take(viewer, post_id)
    present = queries.present_view(viewer, post.id)
    told = {"text": present.source, "view": present.view} if present else {}
    shared = {"shared": "1"} if present and present.shared else {}
    return _views_page(viewer, post, thread, Form({**told, **shared}), present)


@bp.post("/p/<int:post_id>/first-take")
def tell(post_id: int) -> ResponseReturnValue:
    """Say what became of one's first take, or delete what one has said."""
    viewer, form = writer(), Form(request.form)
    post, thread = _first_take(viewer, post_id)
    if not policy.may_tell(viewer, post, thread):
        raise NotAllowed
    if form["delete"]:
        actions.untell(post.id)
        commit()
        return redirect(address(thread, post, said="saved"))
    view = form.choice(
        "view", tuple(view_words()), missing=t("Choose whether your view has changed")
    )
    source = form.prose("text", longest=state().config.post_limit)
    if form.faults or form.preview:
        present = queries.present_view(viewer, post.id)
        return _views_page(viewer, post, thread, form, present, source)
    actions.tell(post.id, view=view, source=source, shared=form["shared"] == "1")
    commit()
    return redirect(address(thread, post, said="saved"))


def _first_take(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow]:
    """Return a first take that *viewer* may read, of which they may read what became of it.

    Raises NotFound for any other post, and until its author has told others.
    """
    post = get_or_404(threads.post(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    told = post.take == "first" and not post.withheld and post.view is not None
    get_or_404(post if told or policy.may_tell(viewer, post, thread) else None)
    return post, thread


def _views_page(
    viewer: Viewer,
    post: SinglePostRow,
    thread: ThreadRow,
    form: Form,
    present: PresentViewRow | None,
    source: str = "",
) -> ResponseReturnValue:
    after_this_request(store_nowhere)  # what nobody was told is private text
    first = get_or_404(revisions.revision(viewer, post.id, 1))
    return render_page(
        ViewsPage(
            title=t("First and present view"),
            form=form,
            thread=thread,
            post=post,
            first=rendered(viewer, first.source, format=first.format),
            origin=said_origin(language(), first.origin),
            redacted_at=first.redacted_at,
            redacted_by=first.redacted_by,
            present=present,
            now=rendered(viewer, present.source) if present else "",
            words=view_words(),
            mine=policy.may_tell(viewer, post, thread),
            preview=preview_of(form, source),
            seen_by=t(
                "Only you see this, unless you show it to others. Your choice is counted, without "
                "your name."
            ),
        )
    )
