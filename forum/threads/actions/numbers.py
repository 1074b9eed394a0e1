"""The number of a post, its branch and its turn there: each is taken by an UPDATE that locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from ...core.database.session import change
from ...core.errors import NotAllowed
from ..models import Post, Thread
from ..rows import NewNumberRow

if TYPE_CHECKING:
    from ..rows import PostRow

# SQLAlchemy takes a bind with the name of a column for the column's new value: hence other names.
_TAKE = (
    update(Thread)
    .where(Thread.id == bindparam("of"), Thread.locked_at.is_(None), Thread.gone_at.is_(None))
    .values(posts=Thread.posts + 1, branches=Thread.branches + bindparam("one"))
    .returning(
        Thread.posts,
        Thread.branches,
        Thread.kind,
        Thread.author_id,
        Thread.space_id,
        Thread.sealed_until,
        Thread.id,
    )
)
_BRANCH = (
    update(Thread)
    .where(Thread.id == bindparam("of"))
    .values(branches=Thread.branches + 1)
    .returning(Thread.branches)
)
_TURN = (
    update(Post)
    .where(Post.thread_id == bindparam("of"), Post.branch == bindparam("under"), Post.turn == 0)
    .values(replies=Post.replies + 1)
    .returning(Post.replies)
)


def take_number(thread_id: int, *, top_level: bool) -> NewNumberRow:
    """Take the next number of a thread, and the next branch for a top-level post.

    Raises NotAllowed if the thread is locked or gone.
    """
    taken = change(_TAKE, {"of": thread_id, "one": int(top_level)}).first()
    if taken is None:
        raise NotAllowed
    return NewNumberRow._make(taken)


def branch_and_turn(thread: NewNumberRow, under: PostRow | None) -> tuple[int, int]:
    """Return branch and turn of a post: the branch just taken, or the next turn under *under*.

    A discussion has no replies under a post: there a reply takes a branch of its own.
    """
    if under is None:
        return thread.branches, 0
    if thread.kind != "question":
        return change(_BRANCH, {"of": thread.id}).scalar_one(), 0
    return under.branch, change(_TURN, {"of": thread.id, "under": under.branch}).scalar_one()


def give_back(thread_id: int, under: PostRow | None, branch: int, *, top_level: bool) -> None:
    """Undo ``take_number`` and the turn, for a post whose form had been sent before."""
    change(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(posts=Thread.posts - 1, branches=Thread.branches - int(top_level))
    )
    if under is not None:
        change(
            update(Post)
            .where(Post.thread_id == thread_id, Post.branch == branch, Post.turn == 0)
            .values(replies=Post.replies - 1)
        )
