"""The forms that make a post: their limits, tags and space, and the redirect that answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...core.database.once import made_before
from ...core.text.line import tag
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...spaces.current import listed_spaces
from .. import policy, queries
from ..models import Post
from .addresses import address, anchor_address

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...core.database.base import Base
    from ...core.web.forms import Form
    from ...members.viewer import Viewer
    from ..rows import PostLike, ThreadRow

TITLE, TAG, TAGS = 160, 40, 5
"""The longest title and tag, in characters, and the most tags of a thread."""
REASON = 160
"""The longest reason for an edit or for a steward's act, in characters."""
PAGE = "page"
"""The value of the field ``on`` in a form that was begun on a page of the host."""


def sent_before(viewer: Viewer, form: Form) -> ResponseReturnValue | None:
    """Return the redirect to the post that this very form made before, or None.

    Raises SentOther where the form's key was used for a different text.
    """
    id = find_sent(form, Post, by=viewer)
    return None if id is None else redirect_after(viewer, id, form)


def find_sent(form: Form, table: type[Base], *, by: Viewer) -> int | None:
    """Return the id of the row of *table* that this very form made for *by*, or None.

    A preview makes nothing. Raises SentOther where the form's key was used for a different text.
    """
    if form.preview:
        return None
    return made_before(table, author_id=by.member_id, form_key=form.key, form_hash=form.digest)


def redirect_after(viewer: Viewer, post_id: int, form: Form) -> ResponseReturnValue:
    """Return the redirect to the post that *form* made."""
    post = get_or_404(queries.post(viewer, post_id))
    thread = get_or_404(queries.thread(viewer, post.thread_id))
    return redirect(address_after(form, thread, post))


def address_after(form: Form, thread: ThreadRow, post: PostLike | Post) -> str:
    """Return the address of the post that *form* made: on the host's page if it was begun there.

    No address is taken from the form: that page is the one that the thread is about.
    """
    on_page = anchor_address(thread, post) if form["on"] == PAGE else ""
    return on_page or address(thread, post, sent=form.key)


def tags_of(form: Form) -> list[str]:
    """Return the tags of a form, in lower case and without repeats; notes what is wrong."""
    typed = [tag(part, longest=TAG) for part in form["tags"].split(",")]
    tags = list(dict.fromkeys(one for one in typed if one))
    if len(tags) > TAGS:
        form.faults["tags"] = t(
            "Use at most %(most)d tags. You have entered %(n)d", most=TAGS, n=len(tags)
        )
    elif any(len(one) > TAG for one in tags):
        form.faults["tags"] = t("Use at most %(n)d characters for a tag", n=TAG)
    return tags


def open_space(viewer: Viewer, form: Form) -> int:
    """Return the id of the chosen space; notes a fault unless *viewer* may open a thread there."""
    chosen = next((space for space in listed_spaces() if space.slug == form["space"]), None)
    if chosen is None or not policy.may_open(viewer, chosen.id):
        form.faults["space"] = t("Choose a space")
        return 0
    return chosen.id
