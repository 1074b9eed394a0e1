"""Marks on a post: whether it helped, and how often it was tried."""

from __future__ import annotations

from sqlalchemy import update

from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...threads.actions.counters import add_to_counters, lock_row
from ...threads.models import Post


def mark(post_id: int, *, helped: bool) -> bool:
    """Set whether an answer helped the asker; return whether that changed anything."""
    lock_row(post_id)
    statement = (
        update(Post)
        .where(
            Post.id == post_id,
            Post.helped.is_(not helped),
            Post.kind == "answer",
            Post.state == "shown",
        )
        .values(helped=helped)
        .returning(Post.thread_id)
    )
    thread_id: int | None = change(statement).scalar()
    if thread_id is None:
        return False
    add_to_counters(thread_id, helped=1 if helped else -1)
    record_changes(session(), kind="post", ids=[post_id])
    return True


def tally(post_id: int, *, tried: int, worked: int, partly: int = 0) -> None:
    """Add to the number of reports on an answer, on the post and on its thread.

    Adds nothing if the post is hidden or withdrawn.
    """
    lock_row(post_id)
    statement = (
        update(Post)
        .where(Post.id == post_id, Post.state == "shown")
        .values(tried=Post.tried + tried, worked=Post.worked + worked, partly=Post.partly + partly)
        .returning(Post.thread_id)
    )
    thread_id: int | None = change(statement).scalar()
    if thread_id is not None:
        add_to_counters(thread_id, tried=tried, worked=worked, partly=partly)
        record_changes(session(), kind="post", ids=[post_id])
