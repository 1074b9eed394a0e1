"""What stewards do with a thread: pin it, lock it, move it; with a post: hide it, restore it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, update

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed
from ...threads.actions.counters import adjust_counters, lock_row
from ...threads.models import Post, Thread

if TYPE_CHECKING:
    from ...threads.rows import PostStateRow


def pin(thread_id: int, *, pinned: bool) -> None:
    """Pin a thread to the top of its space's list, or unpin it."""
    change(update(Thread).where(Thread.id == thread_id).values(pinned=pinned))


def lock_thread(thread_id: int, *, why: str | None) -> None:
    """Lock a thread against new posts, for the reason *why*; None unlocks it."""
    change(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(locked_at=None if why is None else now(), locked_why=why or "")
    )


def move(thread_id: int, *, space_id: int) -> None:
    """Move a thread to another space. Its address stays.

    Artefacts that were made from it stay in the library of the space it leaves, and are no longer
    counted (``kept`` is 0): not everyone who can read the thread in its new space can read that
    library.
    """
    change(
        update(Thread)
        .where(Thread.id == thread_id, Thread.space_id != space_id)
        .values(
            space_id=space_id,
            pinned=False,
            kept=0,
            kept_elsewhere=or_(Thread.kept_elsewhere, Thread.kept > 0),
        )
    )
    record_changes(session(), kind="thread", ids=[thread_id])
    events.other_readers.send(None, thread=thread_id)
    events.shown_again.send(None, thread=thread_id, at=now())
    events.announce(session(), events.thread_moved, thread=thread_id, space=space_id)


def hide(post_id: int, *, why: str) -> None:
    """Hide the text of a post, with a reason for its author. Raises Changed unless it is shown."""
    adjust_counters(_set_state(post_id, before="shown", after="hidden", why=why), by=-1)


def say_why(post_id: int, *, why: str) -> None:
    """Give the author of a hidden post another reason."""
    change(update(Post).where(Post.id == post_id).values(state_why=why))


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
