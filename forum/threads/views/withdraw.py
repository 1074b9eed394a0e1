"""The page on which the author of a post withdraws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...lists.queries.posts import own_post_out_of_sight
from ...members.presenters import WithdrawOutOfSightPage
from ...spaces.current import writer, writer_or_sign_in
from .. import queries
from ..actions.withdraw import withdraw
from ..policy import acts
from ..presenters.addresses import address
from ..presenters.pages import WithdrawPage
from ..quotations import with_names
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...members.viewer import Viewer
    from ..rows import SinglePostRow, ThreadRow


def _own_post(viewer: Viewer, post_id: int) -> tuple[ThreadRow, SinglePostRow]:
    """Return thread and post. Raises NotAllowed if *viewer* may not withdraw the post."""
    post = get_or_404(queries.post(viewer, post_id))
    if not acts.may_withdraw(viewer, post):
        raise NotAllowed
    return get_or_404(queries.thread(viewer, post.thread_id)), post


@bp.get("/p/<int:post_id>/back", endpoint="withdraw")
def withdraw_form(post_id: int) -> ResponseReturnValue:
    """A page that says what withdrawing a post will do, and asks for it.

    Authors reach it for their own posts in a space that they can no longer read, too.
    """
    viewer = writer_or_sign_in()
    if (out_of_sight := own_post_out_of_sight(viewer, post_id)) is not None:
        own = url("members.show", handle=viewer.handle)
        return render_page(
            WithdrawOutOfSightPage(title=t("Delete your post"), post=out_of_sight, address=own)
        )
    thread, post = _own_post(viewer, post_id)
    return render_page(
        WithdrawPage(
            title=t("Delete your post"),
            thread=thread,
            post=with_names(viewer, [post])[0],
            whole_thread=post.number == 1
            and post.state == "shown"
            and not thread.tried
            and not thread.of_page
            and queries.is_alone(viewer, thread.id),
        )
    )


@bp.post("/p/<int:post_id>/back")
def withdraw_post(post_id: int) -> ResponseReturnValue:
    """Withdraw a post, and its thread if nobody else has written in it."""
    viewer = writer()
    if (out_of_sight := own_post_out_of_sight(viewer, post_id)) is not None:
        withdraw(out_of_sight.id)
        commit()
        return redirect(url("members.show", handle=viewer.handle, said="deleted"))
    thread, post = _own_post(viewer, post_id)
    gone = withdraw(post.id)
    commit()
    if gone:
        return redirect(url("spaces.show", slug=thread.space_slug, said="gone"))
    return redirect(address(thread, post, said="back"))
