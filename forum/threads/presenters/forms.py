"""What every form that makes a post has in common: sent before, its tags, its space, the way back.

Used by the pages of several rooms; it reads forms and answers, but writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect

from ...core.database.once import made_before
from ...core.text.line import tag
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.urls import url
from ...spaces.current import listed_spaces
from .. import policy, queries
from ..actions.anchors import on_page
from ..models import Post

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...core.database.base import Base
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import ThreadRow

TITLE, TAG, TAGS = 160, 40, 5
"""The longest title and tag, in characters, and how many tags a thread has at most."""
PAGE = "page"
"""What ``on`` says where somebody begins to write on a page of the host."""


def sent_before(viewer: Viewer, form: Form) -> ResponseReturnValue | None:
    """Return the way to the post that this very form made, or None; SentOther for another text."""
    id = used(form, Post, by=viewer)
    return None if id is None else made(viewer, id, form)


def made(viewer: Viewer, post_id: int, form: Form) -> ResponseReturnValue:
    """Return the way to a post that *form* made."""
    post = get_or_404(queries.post(viewer, post_id))
    return redirect(place(form, get_or_404(queries.thread(viewer, post.thread_id)), post))


def place(form: Form, thread: ThreadRow, post: Any) -> str:
    """Return the address of a post that *form* made: on a page of the host if it was begun there.

    Nothing that was sent is an address: that page is the one that the thread is about.
    """
    there = on_page(thread, post) if form["on"] == PAGE else ""
    return there or address(thread, post, sent=form.key)


def used(form: Form, table: type[Base], *, by: Viewer) -> int | None:
    """Return the id of the row of *table* that this very form made for *by*, or None.

    A preview makes nothing. Raises SentOther where the form's key was used for another text.
    """
    if form.preview:
        return None
    return made_before(table, author_id=by.member_id, form_key=form.key, form_hash=form.digest)


def to_post(viewer: Viewer, post_id: int, **more: str) -> ResponseReturnValue:
    """Return the way to a post."""
    post = get_or_404(queries.post(viewer, post_id))
    return redirect(address(get_or_404(queries.thread(viewer, post.thread_id)), post, **more))


def address(thread: ThreadRow, post: Any, **more: str) -> str:
    """Return the address of *post* on the page of *thread* it stands on."""
    if post.turn > queries.REPLIES:
        return url(
            "threads.branch",
            thread_id=thread.id,
            number=post.branch,
            _anchor=f"p{post.number}",
            **more,
        )
    page = queries.page_of(post.branch)
    if page > 1:
        more["page"] = str(page)
    return url(
        "threads.show", thread_id=thread.id, slug=thread.slug, _anchor=f"p{post.number}", **more
    )


def tags_of(form: Form) -> list[str]:
    """Return the tags of a form, lower case and once each; notes what is wrong."""
    typed = [tag(part, longest=TAG) for part in form["tags"].split(",")]
    tags = list(dict.fromkeys(one for one in typed if one))
    if len(tags) > TAGS:
        form.faults["tags"] = t(
            "Use at most %(most)d tags; there are %(n)d", most=TAGS, n=len(tags)
        )
    elif any(len(one) > TAG for one in tags):
        form.faults["tags"] = t("A tag has at most %(n)d characters", n=TAG)
    return tags


def open_space(viewer: Viewer, form: Form) -> int:
    """Return the id of the chosen space; one where the viewer may not write is not there."""
    chosen = next((p for p in listed_spaces() if p.slug == form["space"]), None)
    if chosen is None or not policy.may_open(viewer, chosen.id):
        form.faults["space"] = t("Choose a space")
        return 0
    return int(chosen.id)
