"""Pages on which the revisions of a post are listed and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.text.diff import collapsed, comparable, compare, tally
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.paging import number
from ...core.web.render import render_page
from ...spaces.current import current_viewer
from .. import policy, queries
from ..presenters.pages import ComparePage, HistoryPage
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import SinglePostRow, ThreadRow


def _readable_post(viewer: Viewer, post_id: int) -> tuple[ThreadRow, SinglePostRow]:
    """Return thread and post. Raises NotFound if *viewer* may not read the post's text."""
    post = get_or_404(queries.post(viewer, post_id))
    get_or_404(post if policy.may_read_source(viewer, post) else None)
    return get_or_404(queries.thread(viewer, post.thread_id)), post


@bp.get("/p/<int:post_id>/history")
def history(post_id: int) -> ResponseReturnValue:
    """Every revision of a post, newest first: who, when and why."""
    viewer = current_viewer()
    thread, post = _readable_post(viewer, post_id)
    return render_page(
        HistoryPage(
            title=t("Earlier versions"),
            thread=thread,
            post=post,
            revisions=queries.revisions(viewer, post.id),
        )
    )


@bp.get("/p/<int:post_id>/compare", endpoint="compare")
def compare_two(post_id: int) -> ResponseReturnValue:
    """What changed between two revisions of a post."""
    viewer = current_viewer()
    thread, post = _readable_post(viewer, post_id)
    old = get_or_404(queries.revision(viewer, post.id, number("old")))
    new = get_or_404(queries.revision(viewer, post.id, number("new")))
    changes = compare(comparable(old.source, old.format), comparable(new.source, new.format))
    return render_page(
        ComparePage(
            title=t("What changed from version %(old)d to %(new)d", old=old.number, new=new.number),
            thread=thread,
            post=post,
            old=old,
            new=new,
            titles=compare(old.title or "", new.title or ""),
            tags=compare(old.tags or "", new.tags or ""),
            changes=collapsed(changes),
            counts=tally(changes),
        )
    )
