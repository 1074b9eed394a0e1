"""Threads are followed, and marked as read. What is read never becomes unread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update

from ..core.database.base import now
from ..core.database.session import change, session, upsert
from ..core.text import number_ranges
from ..threads.models import Thread
from ..threads.policy import visible_to
from .models import Follow, ReadMark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..members.viewer import Viewer


def follow(member_id: int, thread_id: int, *, following: bool) -> None:
    """Follow a thread, or say no to it; the no is remembered."""
    made = upsert(Follow).values(
        member_id=member_id, thread_id=thread_id, following=following, at=now()
    )
    session().execute(
        made.on_conflict_do_update(
            index_elements=[Follow.member_id, Follow.thread_id], set_={"following": following}
        )
    )


_HOLD = (
    update(ReadMark)
    .where(ReadMark.member_id == bindparam("member"), ReadMark.thread_id == bindparam("thread"))
    .values(read_count=ReadMark.read_count)
    .returning(ReadMark.read_to, ReadMark.beyond)
)
_NOTE = (
    update(ReadMark)
    .where(ReadMark.member_id == bindparam("member"), ReadMark.thread_id == bindparam("thread"))
    .values({name: bindparam(name) for name in ("read_to", "beyond", "read_count")})
)


def wrote(_sender: Any, *, post: Any, thread: Any, **_: Any) -> None:
    """Let who writes in a thread follow it, unless they said no; what one wrote one has read."""
    change(
        upsert(Follow).on_conflict_do_nothing(index_elements=[Follow.member_id, Follow.thread_id]),
        {"member_id": post.author_id, "thread_id": thread.id, "following": True, "at": post.at},
    )
    held = change(_HOLD, {"member": post.author_id, "thread": thread.id}).first()
    if held is not None:
        _note(post.author_id, thread.id, held, [post.number])


def read(member_id: int, thread_id: int, numbers: Iterable[int]) -> None:
    """Note that a member has read the posts *numbers* of a thread.

    The insert holds the row before it is read, so that two pages at once lose nothing.
    """
    made = upsert(ReadMark).values(
        member_id=member_id, thread_id=thread_id, read_to=0, beyond="", read_count=0
    )
    held = (
        session()
        .execute(
            made.on_conflict_do_update(
                index_elements=[ReadMark.member_id, ReadMark.thread_id],
                set_={"read_to": ReadMark.read_to},
            ).returning(ReadMark.read_to, ReadMark.beyond)
        )
        .one()
    )
    _note(member_id, thread_id, held, numbers)


def _note(member_id: int, thread_id: int, held: Any, numbers: Iterable[int]) -> None:
    read_to, beyond, read_count = number_ranges.add(held.read_to, held.beyond, numbers)
    change(
        _NOTE,
        {
            "member": member_id,
            "thread": thread_id,
            "read_to": read_to,
            "beyond": beyond,
            "read_count": read_count,
        },
    )


def read_all(viewer: Viewer, *, space_id: int | None = None) -> None:
    """Mark as read what is new to *viewer* in the threads they have begun, here or everywhere."""
    seen = select(Thread.id).where(visible_to()).params(viewer_spaces=sorted(viewer.reads))
    if space_id is not None:
        seen = seen.where(Thread.space_id == space_id)
    posts = (
        select(Thread.posts)
        .where(Thread.id == ReadMark.thread_id)
        .correlate(ReadMark)
        .scalar_subquery()
    )
    session().execute(
        update(ReadMark)
        .where(
            ReadMark.member_id == viewer.member_id,
            ReadMark.thread_id.in_(seen),
            ReadMark.read_count < posts,
        )
        .values(read_to=posts, beyond="", read_count=posts)
        .execution_options(synchronize_session=False)
    )


def forget(member_id: int) -> None:
    """Delete what a member has read and follows."""
    session().execute(delete(ReadMark).where(ReadMark.member_id == member_id))
    session().execute(delete(Follow).where(Follow.member_id == member_id))
