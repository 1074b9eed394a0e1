"""A page of the host is written about, and the thread follows the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

from ..core.database.session import session
from ..core.errors import NotAllowed
from ..spaces import audiences
from ..threads import queries as threads_read
from ..threads.actions import anchors
from ..threads.actions import write as threads
from . import policy, queries

if TYPE_CHECKING:
    from datetime import datetime

    from ..members.viewer import Viewer
    from ..threads.actions.anchors import Anchor
    from ..threads.actions.write import Text
    from ..threads.models import Post
    from .policy import Target


def write(
    viewer: Viewer,
    page: Anchor,
    place: Target,
    *,
    author_id: int,
    text: Text,
    at: datetime | None = None,
) -> Post:
    """Add a post to the thread about *page*, which the first one opens; return the post.

    Title and address of the page are taken over. *at* is another time than now, for the demo.
    Raises NotAllowed where the thread takes nothing or stands where *viewer* does not read,
    SentBefore and SentOther as ``open_thread``.
    """
    thread: Any = threads_read.thread_about(viewer, page.key)
    if thread is None:
        opened = _open(page, place, author_id=author_id, text=text, at=at)
        if opened is not None:
            return opened
        thread = queries.stands(page.key)
        if thread is None or not policy.may_join(viewer, thread):
            raise NotAllowed
    anchors.take_over(thread.id, page)
    return threads.write(thread.id, author_id=author_id, text=text, at=at)


def _open(
    page: Anchor, place: Target, *, author_id: int, text: Text, at: datetime | None
) -> Post | None:
    """Open the thread about *page*; None where another one is about it, just opened or unseen."""
    try:
        with session().begin_nested():
            post = threads.open_thread(
                space_id=place.space_id or audiences.unlisted(place.audience or ""),
                kind="discussion",
                title=page.title,
                tags=[],
                author_id=author_id,
                text=text,
                at=at,
            )
            anchors.attach(post.thread_id, page)
    except IntegrityError:
        return None
    return post
