"""Where one says that one has been there, and whoever asked that an answer understood them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request

from ..attempts.presenters.tell import check_removal
from ..core.database.session import commit
from ..core.errors import NotAllowed
from ..core.web.forms import Form
from ..core.web.get_or_404 import get_or_404
from ..core.web.i18n import t
from ..core.web.render import render_page
from ..core.web.submission import commit_and_redirect
from ..core.web.urls import url
from ..spaces.current import author_id, writer, writer_or_sign_in
from ..threads import queries as threads
from ..threads.presenters.addresses import address
from ..threads.quotations import with_names
from . import actions, queries
from .policy import may_be_there, may_confirm
from .presenters import LONGEST, ThereForm, about
from .rows import EarlierLineRow

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..members.viewer import Viewer
    from ..threads.rows import SinglePostRow, ThreadRow

bp = Blueprint("experience", __name__)


@bp.get("/p/<int:post_id>/been-there")
def there(post_id: int) -> ResponseReturnValue:
    """The form in which one says where and when one has been there, changes it or takes it back.

    What one has said can be taken back also where one reads the post no more.
    """
    viewer = writer_or_sign_in()
    return _form(viewer, post_id, _found(viewer, post_id))


@bp.post("/p/<int:post_id>/been-there")
def save(post_id: int) -> ResponseReturnValue:
    """Save that one has been there, or take it back."""
    viewer, form = writer(), Form(request.form)
    found, earlier = _found(viewer, post_id), _earlier(viewer, post_id)
    if form["take_back"]:
        get_or_404(earlier.line or found)
        actions.take_back(post_id, member_id=author_id(viewer))
        if found is None:
            commit()
            return redirect(url("members.show", handle=viewer.handle, said="not-there"))
        return commit_and_redirect(_back(found, "not-there"))
    post, thread = get_or_404(found)
    if not may_be_there(viewer, post, thread):
        raise NotAllowed
    line = form.line("line", longest=LONGEST, missing=t("Say where and when it was"))
    after = check_removal(form, "line", removed=earlier.state == "removed")
    if form.faults:
        return _form(viewer, post_id, found, form)
    said = "saved" if earlier.line else "been-there"
    actions.say(post.id, line, member_id=author_id(viewer), after_removal=after)
    return commit_and_redirect(_back((post, thread), said))


@bp.post("/p/<int:post_id>/heard")
def heard(post_id: int) -> ResponseReturnValue:
    """Save whether whoever asked says that an answer understood them."""
    viewer, form = writer(), Form(request.form)
    post, thread = get_or_404(_found(viewer, post_id))
    if not may_confirm(viewer, post, thread):
        raise NotAllowed
    choice = form.choice("heard", ("0", "1"), missing=t("Choose whether it understood you"))
    form.check()
    actions.confirm(post.id, heard=choice == "1")
    return commit_and_redirect(_back((post, thread), "saved"))


def _found(viewer: Viewer, post_id: int) -> tuple[SinglePostRow, ThreadRow] | None:
    """Return a post and its thread; None if *viewer* does not read them."""
    post = threads.post(viewer, post_id)
    thread = threads.thread(viewer, post.thread_id) if post else None
    return (post, thread) if post and thread else None


def _back(found: tuple[SinglePostRow, ThreadRow], said: str) -> str:
    post, thread = found
    return address(thread, post, said=said)


def _earlier(viewer: Viewer, post_id: int) -> EarlierLineRow:
    """Return what *viewer* has said of a post; an empty line if nothing, or if it is gone."""
    return queries.own_line(viewer.member_id, post_id) or EarlierLineRow(0, "", "shown")


def _form(
    viewer: Viewer,
    post_id: int,
    found: tuple[SinglePostRow, ThreadRow] | None,
    form: Form | None = None,
) -> ResponseReturnValue:
    earlier = _earlier(viewer, post_id)
    may_say = found is not None and may_be_there(viewer, *found)
    if not earlier.line and not may_say:
        get_or_404(found)
        raise NotAllowed
    return render_page(
        ThereForm(
            title=t("I have been there"),
            form=form or Form(line=earlier.line),
            subject=about(with_names(viewer, [found[0]])[0], found[1]) if found else None,
            action=url("experience.there", post_id=post_id),
            line=earlier.line,
            may_say=may_say,
            removed=earlier.state == "removed",
        )
    )
