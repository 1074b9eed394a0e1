"""Follow a thread, and mark everything as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..core.database.session import commit
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.urls import url
from ..members.actions import store_audiences
from ..spaces.current import author_id, find_space, signed_in
from ..threads import queries as threads
from . import actions

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("following", __name__)


@bp.post("/t/<int:thread_id>/follow")
def follow(thread_id: int) -> ResponseReturnValue:
    """Follow a thread, or stop following it."""
    viewer, form = signed_in(), Form(request.form)
    thread = get_or_404(threads.thread(viewer, thread_id))
    missing = t("Choose whether to follow this thread")
    following = form.choice("follow", ("0", "1"), missing=missing) == "1"
    form.check()
    store_audiences(author_id(viewer), viewer.audiences)  # by which they are notified
    actions.follow(author_id(viewer), thread.id, following=following)
    commit()
    flash = "followed" if following else "unfollowed"
    return redirect(url("threads.show", thread_id=thread.id, slug=thread.slug, said=flash))


@bp.post("/-/read")
def read_all() -> ResponseReturnValue:
    """Mark everything as read, in one space or in all."""
    viewer, form = signed_in(), Form(request.form)
    if not form["space"]:
        actions.mark_all_read(viewer)
        commit()
        return redirect(url("front.index", said="read"))
    space = get_or_404(find_space(form["space"]))
    actions.mark_all_read(viewer, space_id=space.id)
    commit()
    return redirect(url("spaces.show", slug=space.slug, said="read"))
