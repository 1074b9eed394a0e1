"""Where the asker says which answers helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from ..core.errors import NotAllowed
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.submission import commit_and_redirect
from ..spaces.current import author_id, writer
from ..threads import queries as threads
from ..threads.policy.acts import may_mark
from ..threads.presenters.addresses import address
from . import actions

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("answers", __name__)


@bp.post("/p/<int:post_id>/helped")
def helped(post_id: int) -> ResponseReturnValue:
    """Save whether an answer helped the asker."""
    viewer, form = writer(), Form(request.form)
    post = get_or_404(threads.post(viewer, post_id))
    thread = get_or_404(threads.thread(viewer, post.thread_id))
    if not may_mark(viewer, post, thread):
        raise NotAllowed
    choice = form.choice("helped", ("0", "1"), missing=t("Choose whether it helped"))
    form.check()
    actions.mark(post, helped=choice == "1", asker_id=author_id(viewer))
    return commit_and_redirect(address(thread, post, said="helped" if choice == "1" else "saved"))
