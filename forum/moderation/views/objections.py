"""The author of a hidden post answers the people who look after the space, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...spaces.current import writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.presenters.addresses import address
from ..actions import objections
from ..models import OBJECTION
from ..policy import may_object
from ..presenters.objections import ObjectPage
from ..queries.objections import has_objected
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import SinglePostRow


@bp.get("/p/<int:post_id>/object")
def object_form(post_id: int) -> ResponseReturnValue:
    """The form with which an author says what they think of hiding their post."""
    viewer = writer_or_sign_in()
    return _page(viewer, _own_hidden_post(viewer, post_id), Form())


@bp.post("/p/<int:post_id>/object")
def object_to_hiding(post_id: int) -> ResponseReturnValue:
    """Tell the people who look after the space, and nobody else."""
    viewer, form = writer(), Form(request.form)
    post = _own_hidden_post(viewer, post_id)
    text = form.text("text", longest=OBJECTION, missing=t("Enter what you want to say"))
    if form.faults:
        return _page(viewer, post, form)
    objections.say(post, text=text)
    commit()
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    return redirect(address(thread, post, said="objected"))


def _own_hidden_post(viewer: Viewer, post_id: int) -> SinglePostRow:
    post = get_or_404(threads.post(viewer, post_id))
    if not may_object(viewer, post):
        raise NotAllowed
    return post


def _page(viewer: Viewer, post: SinglePostRow, form: Form) -> ResponseReturnValue:
    page = ObjectPage(
        title=t("Answer the people who hid your post"),
        form=form,
        post=post,
        thread=get_or_404(threads.thread(viewer, post.thread_id)),
        longest=OBJECTION,
        done=has_objected(post.id),
    )
    return render_page(page)
