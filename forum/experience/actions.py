"""Records who has been there, what would help whoever asks, and that an answer understood them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, exists, func, literal_column, or_, select, update

from ..core import events
from ..core.database.base import now
from ..core.database.session import change, session
from ..core.errors import Changed
from ..members.models import Member
from ..threads.actions.counters import lock_row, lock_thread_row
from ..threads.models import Post, Thread
from .models import BeenThere
from .policy import UNDERSTOOD, is_said
from .queries import own_line

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

_SHOWN_UNLESS_HIDDEN = case((BeenThere.state == "hidden", "hidden"), else_="shown")
"""The state of a line that is written anew: one that was removed is gone."""
_COUNTED = (
    select(func.count(BeenThere.id))
    .where(BeenThere.post_id == Post.id, is_said(), Post.state == literal_column("'shown'"))
    .correlate(Post)
    .scalar_subquery()
)
_COUNT = update(Post).where(Post.id == bindparam("of")).values(been_there=_COUNTED)
_COUNT_AGAIN = _COUNT.where(exists().where(BeenThere.post_id == Post.id))


def say(
    post_id: int,
    line: str,
    *,
    member_id: int,
    at: datetime | None = None,
    after_removal: bool = False,
) -> None:
    """Save that a member has been where a post is, or other words for it.

    The organisation is the one they are in when they say so. Its author is told of each member
    once, however often they take it back. Raises Changed if the post is no longer shown; and if
    their words were removed, unless *after_removal*: whoever writes knows that.
    """
    if lock_row(post_id).state != "shown":
        raise Changed
    at = at or now()
    earlier = own_line(member_id, post_id)
    if earlier is not None and earlier.line == line:
        return
    if earlier is not None and earlier.state == "removed" and not after_removal:
        raise Changed
    found = session().scalar(select(Member.organisation).where(Member.id == member_id)) or ""
    if earlier is None:
        new_line = BeenThere(
            member_id=member_id, post_id=post_id, organisation=found, line=line, at=at
        )
        session().add(new_line)
        session().flush()
    else:
        new = {} if earlier.line else {"organisation": found}
        again = update(BeenThere).where(BeenThere.id == earlier.id)
        change(again.values(line=line, at=at, state=_SHOWN_UNLESS_HIDDEN, **new))
    count(post_id)
    events.been_there.send(None, post=post_id, member=member_id, is_first=earlier is None, at=at)


def take_back(post_id: int, *, member_id: int) -> None:
    """Delete what a member said of a post."""
    lock_row(post_id)
    mine = (BeenThere.post_id == post_id, BeenThere.member_id == member_id)
    change(update(BeenThere).where(*mine).values(line="", organisation=""))
    count(post_id)


def count(post_id: int) -> None:
    """Set the counter of a post, whose thread is locked, from the rows; 0 while it is not shown."""
    change(_COUNT, {"of": post_id})


def count_again(_sender: object, *, post: int, thread: int) -> None:  # noqa: ARG001
    """Count anew, in the transaction that hides, withdraws or restores a post.

    For the signal ``counted_or_not``.
    """
    change(_COUNT_AGAIN, {"of": post})


def confirm(post_id: int, *, heard: bool) -> None:
    """Set whether whoever asked says that an answer understood them."""
    lock_row(post_id)
    change(
        update(Post)
        .where(Post.id == post_id, Post.state == "shown", Post.prompt_set == UNDERSTOOD)
        .values(heard=heard)
    )


def wish_for(thread_id: int, wish: str) -> None:
    """Change what would help the asker of a question: one of ``models.WISHES``, or empty."""
    change(update(Thread).where(Thread.id == thread_id).values(wish=wish))


def forget(member_id: int) -> None:
    """Delete where a member has been, and what would have helped them."""
    is_theirs = BeenThere.member_id == member_id
    asks = (Thread.author_id == member_id) & (Thread.wish != "")
    posts = _lock(is_theirs, asks)
    change(delete(BeenThere).where(is_theirs))
    change(update(Thread).where(asks).values(wish=""))
    for post_id in posts:
        count(post_id)


def merged(member_id: int) -> None:
    """Drop what a member said of posts that are theirs, now that two members are one."""
    posts = _lock(BeenThere.member_id == member_id, literal_column("1 = 0"))
    own = BeenThere.post_id.in_(select(Post.id).where(Post.author_id == member_id))
    change(delete(BeenThere).where(BeenThere.member_id == member_id, own))
    for post_id in posts:
        count(post_id)


def _lock(which: ColumnElement[bool], threads: ColumnElement[bool]) -> list[int]:
    """Lock *threads*, and those of the posts of the lines *which*; return these posts.

    All who lock several do so by their number, or two of them would wait for each other.
    """
    posts = select(BeenThere.post_id).where(which)
    of_posts = select(Post.thread_id).where(Post.id.in_(posts))
    found = select(Thread.id).where(or_(threads, Thread.id.in_(of_posts))).order_by(Thread.id)
    for thread_id in session().scalars(found).all():
        lock_thread_row(thread_id)
    return list(session().scalars(posts).all())
