"""Withdraws posts for their authors; hides and restores them for stewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed, NotAllowed
from ...core.text.markup import RENDER_VERSION
from ..models import Post, PresentView, Revision, Thread
from .counters import adjust_counters, lock_row
from .revisions import tag_thread

if TYPE_CHECKING:
    from ..rows import PostStateRow


def withdraw(post_id: int) -> bool:
    """Blank a post and all its revisions; the number stays. Return whether its thread went with it.

    An opening that is shown takes its thread with it while nobody else has written there, or tried
    it. Raises NotAllowed if the post is already withdrawn.
    """
    post = lock_row(post_id)
    if post.state == "withdrawn":
        raise NotAllowed
    change(
        update(Post)
        .where(Post.id == post_id)
        .values(state="withdrawn", helped=False, state_why="")
        .values(html="", render_version=RENDER_VERSION, view=None, view_shared=False)
    )
    change(delete(PresentView).where(PresentView.post_id == post_id))
    change(
        update(Revision)
        .where(Revision.post_id == post_id)
        .values(source="", title=None, tags=None, reason="")
    )
    if post.state == "shown":
        adjust_counters(post, by=-1)
    # Of a hidden post it is not counted how often it was tried.
    may_go = post.number == 1 and post.state == "shown" and not post.tried
    gone = may_go and _remove_if_alone(post.thread_id)
    record_changes(session(), kind="post", ids=[post_id])
    events.announce(session(), events.taken_back, thread=post.thread_id, post=post_id)
    return gone


def _remove_if_alone(thread_id: int) -> bool:
    """Remove a thread in which only its opener has written; return whether it was removed.

    Its title and tags go, and what they wrote after the opening is withdrawn.
    """
    others = exists().where(Post.thread_id == Thread.id, Post.author_id != Thread.author_id)
    statement = (
        update(Thread)
        .where(Thread.id == thread_id, Thread.tried == 0, ~others)
        .values(
            gone_at=now(),
            title="",
            slug="",
            tags="",
            anchor_key=None,
            anchor_title="",
            anchor_url="",
        )
        .returning(Thread.id)
    )
    if change(statement).first() is None:
        return False
    tag_thread(thread_id, ())
    left = select(Post.id).where(Post.thread_id == thread_id, Post.state != "withdrawn")
    for post_id in session().scalars(left).all():
        withdraw(post_id)
    return True


def hide(post_id: int, *, why: str) -> None:
    """Hide the text of a post, with a reason for its author. Raises Changed unless it is shown."""
    adjust_counters(_set_state(post_id, before="shown", after="hidden", why=why), by=-1)


def restore(post_id: int) -> None:
    """Show a hidden post again. Raises Changed unless it is hidden."""
    post = _set_state(post_id, before="hidden", after="shown", why="")
    adjust_counters(post, by=1)
    events.shown_again.send(None, thread=post.thread_id, at=now())


def _set_state(post_id: int, *, before: str, after: str, why: str) -> PostStateRow:
    post = lock_row(post_id)
    if post.state != before:
        raise Changed
    change(update(Post).where(Post.id == post_id).values(state=after, state_why=why))
    record_changes(session(), kind="post", ids=[post_id])
    return post
