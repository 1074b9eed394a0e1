"""Takes what is written on a page of the host, and goes back there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import Invalid, NotAllowed, SentBefore
from ...core.state import state
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render
from ...spaces.current import author_id, writer
from ...threads import queries as threads
from ...threads.actions.compose import compose
from ...threads.models import Post
from ...threads.presenters.addresses import address_on_page, anchor_address, redirect_to_post
from ...threads.presenters.form import find_sent
from .. import actions, policy
from ..presenters.embed import seen_words, where
from ..signed_form import read
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.actions.anchors import Anchor


@bp.post("/-/on-page")
def write() -> ResponseReturnValue:
    """Take a post about a page of the host; the first one opens the thread."""
    viewer, form = writer(), Form(request.form)
    if not form["about"] or viewer.person is None:
        raise Invalid({"about": t("This form came incomplete")})
    page, audience = read(form["about"], person_id=viewer.person.id)
    place = where(viewer, audience)
    if place is None:
        raise NotAllowed
    if (answer := _sent_before(viewer, page, form)) is not None:
        return answer
    thread = threads.thread_about(viewer, page.key)
    if not policy.may_write(viewer, place, thread):
        raise NotAllowed
    source = form.text("text", longest=state().config.post_limit, missing=t("Write your text"))
    form.check()
    if form.preview:
        return _preview_page(page, form, source, seen_words(place, thread))
    try:
        post = actions.write(
            viewer, page, place, author_id=author_id(viewer), text=compose(source, form=form)
        )
    except SentBefore as before:
        return _back(viewer, page, before.post_id)
    answer = redirect(
        address_on_page(page.url, post.thread_id, post.number)
    )  # signed: a path of this site
    commit()
    return answer


def _sent_before(viewer: Viewer, page: Anchor, form: Form) -> ResponseReturnValue | None:
    """Return the way to the post that this very form made, or None; SentOther for another text."""
    id = find_sent(form, Post, by=viewer)
    return None if id is None else _back(viewer, page, id)


def _back(viewer: Viewer, page: Anchor, post_id: int) -> ResponseReturnValue:
    """Return the way to a post on the page it was written on, else in the forum."""
    post = get_or_404(threads.post(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    there = anchor_address(thread, post) if thread.anchor_key == page.key else ""
    return redirect(there) if there else redirect_to_post(viewer, post_id)


def _preview_page(page: Anchor, form: Form, source: str, seen_by: str) -> ResponseReturnValue:
    return render(
        "discuss/write.html",
        title=t("Preview"),
        heading=t("Preview"),
        form=form,
        page=page,
        preview=compose(source).html,
        seen_by=seen_by,
    )
