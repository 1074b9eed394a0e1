"""The mark on a post that it helped."""

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
