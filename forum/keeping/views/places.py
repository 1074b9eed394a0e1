"""Where kept posts go beside a new page: the pages to add them to; and who is not asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...artefacts.policy import may_create
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.args import arg
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...threads import queries as threads
from ...threads.presenters.addresses import thread_address
from .. import actions, queries
from ..presenters.pages import PickPage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ...threads.rows import ThreadRow

PICKED = 20
"""How many pages are offered to be added to."""


@bp.get("/t/<int:thread_id>/keep/page")
def pick_page(thread_id: int) -> ResponseReturnValue:
    """The pages of the library that the chosen posts can be added to, and a search by title."""
    viewer = writer_or_sign_in()
    thread = _thread(viewer, thread_id)
    words = arg("q")[:200]
    page = PickPage(
        title=t("Which page?"),
        thread=thread,
        posts=arg("posts"),
        own=arg("own"),
        words=words,
        pages=queries.pages_to_add_to(viewer, thread.id, words, most=PICKED),
    )
    return render_page(page)


@bp.post("/t/<int:thread_id>/keep/not-now")
def not_now(thread_id: int) -> ResponseReturnValue:
    """Never ask the viewer again whether they keep something of a thread."""
    viewer = writer()
    thread = _thread(viewer, thread_id)
    actions.not_now(thread.id, author_id(viewer))
    commit()
    last = threads.page_of(thread.branches)
    return redirect(thread_address(thread, **({"page": str(last)} if last > 1 else {})))


def _thread(viewer: Viewer, thread_id: int) -> ThreadRow:
    thread = get_or_404(threads.thread(viewer, thread_id))
    if not may_create(viewer, thread.space_id):
        raise NotAllowed
    return thread
