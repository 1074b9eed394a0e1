"""Who may say that they have been there, and who that they were understood.

The host's ``can`` is asked about ``mark``, in locked threads too: that is when it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, exists, literal_column

from ..threads.models import Post, Thread
from ..threads.policy.acts import facts_of
from ..threads.policy.sight import SEAL, seal_to, unsealed, visible_to
from .models import BeenThere

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow

UNDERSTOOD = "heard-you-say"
"""The questions that an answer follows whose author asks whether they understood."""


def may_be_there(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may say they have been where *post* is: of others' posts, who may write.

    Of a question and of a reflection; not while first takes are sealed to them.
    """
    fits = post.kind == "reflection" or (thread.kind == "question" and post.number == 1)
    is_others = post.author_id != viewer.member_id
    return fits and is_others and not thread.sealed and _may_mark(viewer, post, thread)


def may_confirm(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer*, who asked to be listened to, may say that *post* understood them."""
    return (
        asks_if_understood(post, thread)
        and thread.author_id == viewer.member_id
        and _may_mark(viewer, post, thread)
    )


def asks_if_understood(post: PostLike, thread: ThreadRow) -> bool:
    """Whether *post* asks somebody who wants to be listened to whether it understood them."""
    return (
        thread.kind == "question"
        and thread.wish == "listen"
        and post.kind in ("answer", "reply")
        and post.prompt_set == UNDERSTOOD
        and post.author_id != thread.author_id
    )


def _may_mark(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    return (
        not viewer.guest
        and post.state == "shown"
        and thread.space_id in viewer.writes
        and viewer.allows("mark", facts_of(post, thread), default=True)
    )


def is_said() -> ColumnElement[bool]:
    """Return the condition that a line was not taken back, and that no steward has hidden it."""
    return and_(
        BeenThere.line != literal_column("''", Text),
        BeenThere.state == literal_column("'shown'", Text),
    )


def is_unsealed() -> ColumnElement[bool]:
    """Return the condition that no first takes of a thread are sealed to the viewer.

    The statement selects the thread; its bind is ``viewer_id``.
    """
    return ~exists().where(seal_to()).correlate_except(SEAL)


def is_in_sight() -> ColumnElement[bool]:
    """Return the condition that the viewer reads the post of a line. Its binds are their own."""
    found = exists().where(Post.id == BeenThere.post_id, Thread.id == Post.thread_id)
    return found.where(visible_to(), unsealed(), is_unsealed(), Post.state == "shown").correlate(
        BeenThere
    )
