"""First takes, written before the others are read: they open to their authors, and on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, func, or_, select, update

from ..core import events
from ..core.database.base import now
from ..core.database.outbox import Outbox, record_changes
from ..core.database.session import change, session, upsert
from ..core.errors import NotAllowed
from ..spaces.models import Space
from ..threads.actions.counters import ACTIVE_AT, date_tags, lock_thread_row
from ..threads.actions.write import write
from ..threads.models import OpenedTake, Post, PresentView, Thread

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from ..texts.actions import Text

_IS_APART, _IS_MOVING = Thread.index_scope == "apart", Thread.index_scope == "moving"


def seal(thread_id: int, *, until: datetime, author_id: int, own_take: Text) -> Post:
    """Ask everybody who reads a thread for their take, and return that of its author.

    What the others write opens to those who have written, and at the moment *until* to everybody.
    Raises NotAllowed if somebody else has written in the thread or it was sealed before, SentBefore
    and SentOther as ``threads/actions/write.py: write`` does.
    """
    lock_thread_row(thread_id)  # before the posts are looked at, so that whoever is writing is seen
    others = exists().where(Post.thread_id == Thread.id, Post.author_id != Thread.author_id)
    sealed = change(
        update(Thread)
        .where(Thread.id == thread_id, Thread.sealed_until.is_(None), ~others)
        .values(sealed_until=until, index_scope="apart")
        .returning(Thread.id)
    )
    if sealed.first() is None:
        raise NotAllowed
    record_changes(session(), kind="thread", ids=[thread_id])
    return write(thread_id, author_id=author_id, text=own_take)


def bring_forward(thread_id: int, *, to: datetime) -> None:
    """Let the first takes of a thread open earlier. Raises NotAllowed if that is not earlier."""
    if not _open(Thread.id == thread_id, to=to):
        raise NotAllowed


def open_in_space(space_id: int) -> None:
    """Open all first takes of a space that is archived: nobody can write there any more."""
    _open(Thread.space_id == space_id, to=now())


def open_if_archived(thread_id: int) -> None:
    """Open the first takes of a thread that has come into an archived space."""
    archived = select(Space.id).where(Space.archived_at.is_not(None))
    _open(and_(Thread.id == thread_id, Thread.space_id.in_(archived)), to=now())


def _open(which: ColumnElement[bool], *, to: datetime) -> bool:
    """Let the first takes of threads that wait open earlier; return whether any does."""
    opened = change(
        update(Thread)
        .where(which, Thread.sealed_until > to, Thread.sealed_until > now())
        .values(
            sealed_until=to, planned_until=func.coalesce(Thread.planned_until, Thread.sealed_until)
        )
        .returning(Thread.id)
    ).all()
    for thread in opened:
        events.shown_again.send(None, thread=thread.id, at=to)
    return bool(opened)


def tell(post_id: int, *, view: str, source: str, shared: bool) -> None:
    """Store what became of a first take, in place of what its author told before.

    *view* is "changed", "sharper" or "same". Only *shared* lets others read it.
    """
    change(update(Post).where(Post.id == post_id).values(view=view, view_shared=shared))
    told = {"source": source, "at": now()}
    insert = upsert(PresentView).values(post_id=post_id, **told)
    change(insert.on_conflict_do_update(index_elements=[PresentView.post_id], set_=told))


def untell(post_id: int) -> None:
    """Delete what its author told of a first take."""
    change(update(Post).where(Post.id == post_id).values(view=None, view_shared=False))
    change(delete(PresentView).where(PresentView.post_id == post_id))


def forget(member_id: int) -> None:
    """Delete what a member told nobody but themselves, and which takes opened to them."""
    own = select(Post.id).where(
        Post.author_id == member_id, Post.view.is_not(None), ~Post.view_shared
    )
    change(delete(PresentView).where(PresentView.post_id.in_(own)))
    change(update(Post).where(Post.id.in_(own)).values(view=None))
    change(delete(OpenedTake).where(OpenedTake.member_id == member_id))


def is_any_to_move() -> bool:
    """Whether ``begin_moving`` or ``end_moving`` may have something to do."""
    is_due = and_(_IS_APART, Thread.sealed_until <= now())
    return bool(session().scalar(select(exists().where(or_(is_due, _IS_MOVING)))))


def begin_moving() -> bool:
    """Have the first takes whose day has come indexed with their space; return whether any is.

    They are found before that, in the scope of their thread. Nothing depends on it but the length
    of a search, and the place of the thread in lists, which count the opening as its newest post.
    """
    due = update(Thread).where(_IS_APART, Thread.sealed_until <= now())
    ids = list(change(due.values(index_scope="moving").returning(Thread.id)).scalars())
    if ids:  # dated as it is once they are not apart
        change(update(Thread).where(Thread.id.in_(ids)).values(active_at=ACTIVE_AT))
        date_tags(ids)
        record_changes(session(), kind="thread", ids=ids)
    return bool(ids)


def end_moving() -> bool:
    """Leave the scope of the threads that the index has moved; return whether there are any."""
    waits = exists().where(
        Outbox.consumer == "search", Outbox.kind == "thread", Outbox.object_id == Thread.id
    )
    moved = update(Thread).where(_IS_MOVING, ~waits).values(index_scope="")
    return bool(change(moved.returning(Thread.id)).all())
