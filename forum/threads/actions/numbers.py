"""The number of a post, its branch and its turn there: each is taken by an UPDATE that locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, case, or_, update

from ...core.database.base import Moment
from ...core.database.session import change
from ...core.errors import NotAllowed
from ..models import Post, Thread
from ..policy.sight import IS_OF_PAGE
from ..rows import NewNumberRow
from .counters import ACTIVE_AT, COUNTED_IN

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import BindParameter

    from ..rows import PostRow


def _number(name: str) -> BindParameter[int]:
    return bindparam(name, type_=Integer)


_AT: BindParameter[datetime] = bindparam("now", type_=Moment)
_IS_QUESTION = Thread.kind == "question"
_IS_OPEN = or_(Thread.sealed_until.is_(None), Thread.sealed_until <= _AT)
# SQLAlchemy takes a bind with the name of a column for the column's new value: hence other names.
_TAKE = (
    update(Thread)
    .where(Thread.id == bindparam("of"), Thread.locked_at.is_(None), Thread.gone_at.is_(None))
    .values(
        posts=Thread.posts + 1,
        # a discussion has no replies under a post: there a reply takes a branch of its own
        branches=Thread.branches + case((_IS_QUESTION, _number("top_level")), else_=1),
        answers=Thread.answers + case((_IS_QUESTION, _number("answer")), else_=0),
        reflections=Thread.reflections + _number("reflection"),
        # of two posts that are written at the same time, the later one dates the activity
        active_at=case((and_(_IS_OPEN, Thread.active_at < _AT), _AT), else_=Thread.active_at),
    )
    .returning(
        Thread.posts,
        Thread.branches,
        Thread.kind,
        Thread.author_id,
        Thread.space_id,
        Thread.sealed_until,
        Thread.id,
        Thread.tags,
        IS_OF_PAGE.label("of_page"),
    )
)
_TURN = (
    update(Post)
    .where(Post.thread_id == bindparam("of"), Post.branch == bindparam("under"), Post.turn == 0)
    .values(replies=Post.replies + 1)
    .returning(Post.replies)
)


def take_number(thread_id: int, *, at: datetime, top_level: bool, reflection: bool) -> NewNumberRow:
    """Take the next number of a thread, and the next branch for a top-level post; count the post.

    *at* is when it is written. Raises NotAllowed if the thread is locked or gone.
    """
    values = {
        "of": thread_id,
        "now": at,
        "top_level": int(top_level),
        "answer": int(top_level and not reflection),
        "reflection": int(reflection),
    }
    taken = change(_TAKE, values).first()
    if taken is None:
        raise NotAllowed
    return NewNumberRow._make(taken)


def branch_and_turn(thread: NewNumberRow, under: PostRow | None) -> tuple[int, int]:
    """Return branch and turn of a post: the branch just taken, or the next turn under *under*."""
    if under is None or thread.kind != "question":
        return thread.branches, 0
    return under.branch, change(_TURN, {"of": thread.id, "under": under.branch}).scalar_one()


def give_back(post: Post, thread: NewNumberRow) -> None:
    """Undo ``take_number`` and the turn, for a *post* whose form had been sent before."""
    values: dict[str, object] = {"posts": Thread.posts - 1, "active_at": ACTIVE_AT}
    if post.turn == 0:
        values["branches"] = Thread.branches - 1
    if counter := COUNTED_IN.get(post.kind):
        values[counter] = getattr(Thread, counter) - 1
    change(update(Thread).where(Thread.id == thread.id).values(values))
    if post.turn > 0:
        change(
            update(Post)
            .where(Post.thread_id == thread.id, Post.branch == post.branch, Post.turn == 0)
            .values(replies=Post.replies - 1)
        )
