"""Writes about a page of the host; the thread takes over the page's title and address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from ...core.database.session import session
from ...core.errors import NotAllowed
from ...spaces.actions import audiences
from ...threads import queries as threads
from ...threads.actions import write as writing
from .. import policy, queries
from . import anchors

if TYPE_CHECKING:
    from datetime import datetime

    from ...members.viewer import Viewer
    from ...texts.actions import Text
    from ...threads.actions.write import FirstTakes
    from ...threads.models import Post
    from ..policy import Target
    from .anchors import Anchor


def write(
    viewer: Viewer,
    page: Anchor,
    target: Target,
    *,
    author_id: int,
    text: Text,
    first_takes: FirstTakes | None = None,
    at: datetime | None = None,
) -> Post:
    """Add a post to the thread about *page* and return it; the first post opens the thread.

    The thread takes over the page's title and address. With *first_takes* the page asks everybody
    to write before they read, if this post opens the thread. *at* is another time than now, for the
    demo. Raises NotAllowed if the thread is locked or *viewer* may not read it, SentBefore and
    SentOther as ``open_thread`` does.
    """
    thread = threads.thread_about(viewer, page.key)
    if thread is not None:
        thread_id = thread.id
    else:
        asked = first_takes
        post = _open(page, target, author_id=author_id, text=text, first_takes=asked, at=at)
        if post is not None:
            return post
        thread_id = _opened_by_another(viewer, page)
    anchors.take_over(thread_id, page)
    return writing.write(thread_id, author_id=author_id, text=text, at=at)


def _open(
    page: Anchor,
    target: Target,
    *,
    author_id: int,
    text: Text,
    first_takes: FirstTakes | None,
    at: datetime | None,
) -> Post | None:
    """Open the thread about *page*. Return None if there is one that the viewer was not shown."""
    try:
        with session().begin_nested():
            post = writing.open_thread(
                space_id=target.space_id
                or audiences.find_or_create_unlisted_space(target.audience or ""),
                kind="discussion",
                title=page.title,
                tags=[],
                author_id=author_id,
                text=text,
                at=at,
                first_takes=first_takes,
            )
            anchors.attach(post.thread_id, page)
    except IntegrityError:  # the key of a page is unique
        return None
    return post


def _opened_by_another(viewer: Viewer, page: Anchor) -> int:
    """Return the id of the thread about *page*. Raises NotAllowed if *viewer* may not read it."""
    thread = queries.anchored_thread(page.key)
    if thread is None or not policy.may_join(viewer, thread):
        raise NotAllowed
    return thread.id
