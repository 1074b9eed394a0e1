"""Withdraws posts for their authors."""

from __future__ import annotations

from sqlalchemy import delete, exists, select, update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import NotAllowed
from ...core.text.markup import RENDER_VERSION
from ...files.actions.removal import remove_from
from ..models import Post, PresentView, Revision, Thread
from ..policy.sight import IS_OF_PAGE
from .counters import adjust_counters, lock_row
from .revisions import tag_thread


def withdraw(post_id: int) -> bool:
    """Blank a post and its revisions; delete its files. Return whether its thread went with it.

    The number stays. An opening that is shown takes its thread with it while nobody else has
    written there, or tried it. Raises NotAllowed if the post is already withdrawn.
    """
    post = lock_row(post_id)
    if post.state == "withdrawn":
        raise NotAllowed
    change(
        update(Post)
        .where(Post.id == post_id)
        .values(state="withdrawn", helped=False, heard=False, state_why="")
        .values(html="", origin="", render_version=RENDER_VERSION, view=None, view_shared=False)
    )
    change(delete(PresentView).where(PresentView.post_id == post_id))
    change(
        update(Revision)
        .where(Revision.post_id == post_id)
        .values(source="", origin="", title=None, tags=None, reason="")
    )
    remove_from("post", post_id)
    if post.state == "shown":
        adjust_counters(post, by=-1)
    # Of a hidden post it is not counted how often it was tried.
    may_go = post.number == 1 and post.state == "shown" and not post.tried
    gone = may_go and _remove_if_alone(post.thread_id)
    record_changes(session(), kind="post", ids=[post_id])
    events.post_withdrawn.send(None, post=post_id)
    events.announce(session(), events.taken_back, thread=post.thread_id, post=post_id)
    return gone


def _remove_if_alone(thread_id: int) -> bool:
    """Remove a thread in which only its opener has written; return whether it was removed.

    Its title and tags go, and what they wrote after the opening is withdrawn.
    """
    others = exists().where(Post.thread_id == Thread.id, Post.author_id != Thread.author_id)
    statement = (
        update(Thread)
        .where(Thread.id == thread_id, Thread.tried == 0, ~others, ~IS_OF_PAGE)
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
