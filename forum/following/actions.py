"""Follows things, and marks posts as read. A post that was read never becomes unread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, case, delete, select, update

from ..core.database.base import now
from ..core.database.session import change, fetch_all, upsert
from ..core.text import number_ranges
from ..threads.models import Thread
from ..threads.policy.sight import SEAL, is_sealed, seal_to, visible_to
from .models import Follow, ReadMark
from .rows import ReadMarkRow, RunsRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import InstrumentedAttribute

    from ..members.viewer import Viewer
    from ..threads.models import Post
    from ..threads.rows import ThreadRow


def follow(member_id: int, thread_id: int, *, following: bool) -> None:
    """Follow a thread or stop following it; that a member has stopped is remembered."""
    _follow([Follow.member_id, Follow.thread_id], member_id, thread_id, following=following)


def follow_space(member_id: int, space_id: int, *, following: bool) -> None:
    """Follow a space or stop following it: its followers are told of new threads."""
    _follow([Follow.space_id, Follow.member_id], member_id, space_id, following=following)


def follow_page(member_id: int, artefact_id: int, *, following: bool) -> None:
    """Follow a page of the library or stop following it, as with a thread."""
    _follow([Follow.artefact_id, Follow.member_id], member_id, artefact_id, following=following)


def _follow(
    unique: Sequence[InstrumentedAttribute[int] | InstrumentedAttribute[int | None]],
    member_id: int,
    thing_id: int,
    *,
    following: bool,
) -> None:
    key = {column.key: thing_id for column in unique} | {"member_id": member_id}
    insert = upsert(Follow).values(**key, following=following, at=now())
    again = and_(~Follow.following, insert.excluded.following)
    at = case((again, insert.excluded.at), else_=Follow.at)
    change(
        insert.on_conflict_do_update(index_elements=unique, set_={"following": following, "at": at})
    )


def follow_own_page(_sender: object, *, page: int, editor: int, at: datetime, **_: object) -> None:
    """Make whoever wrote a version of a page follow it, unless they opted out.

    Connected to ``events.page_saved`` in ``receivers.py``.
    """
    change(
        upsert(Follow).on_conflict_do_nothing(
            index_elements=[Follow.artefact_id, Follow.member_id]
        ),
        {"member_id": editor, "artefact_id": page, "following": True, "at": at},
    )


# The update changes nothing: it locks the row until the commit, so that no mark is lost.
_LOCK = (
    update(ReadMark)
    .where(ReadMark.member_id == bindparam("member"), ReadMark.thread_id == bindparam("thread"))
    .values(read_count=ReadMark.read_count)
    .returning(ReadMark.read_to, ReadMark.beyond)
)
# Mostly they had read all before it: then this marks it as well.
_IS_NEXT = and_(ReadMark.beyond == "", ReadMark.read_to == bindparam("written", type_=Integer) - 1)
_ONE_IF_NEXT = case((_IS_NEXT, 1), else_=0)
_LOCK_OR_MARK = _LOCK.values(
    read_to=ReadMark.read_to + _ONE_IF_NEXT, read_count=ReadMark.read_count + _ONE_IF_NEXT
)
_SAVE = (
    update(ReadMark)
    .where(ReadMark.member_id == bindparam("member"), ReadMark.thread_id == bindparam("thread"))
    .values({name: bindparam(name) for name in ("read_to", "beyond", "read_count")})
)


def follow_own_thread(
    _sender: object, *, post: Post, thread: Thread | ThreadRow, **_: object
) -> None:
    """Make the author follow the thread unless they opted out, and mark the post as read.

    Connected to ``events.post_written`` in ``receivers.py``.
    """
    change(
        upsert(Follow).on_conflict_do_nothing(index_elements=[Follow.member_id, Follow.thread_id]),
        {"member_id": post.author_id, "thread_id": thread.id, "following": True, "at": post.at},
    )
    own = {"member": post.author_id, "thread": thread.id, "written": post.number}
    row = change(_LOCK_OR_MARK, own).first()
    if row is not None and row.read_to < post.number:
        _save(post.author_id, thread.id, ReadMarkRow._make(row), [post.number])


def mark_posts_read(member_id: int, thread_id: int, numbers: Iterable[int]) -> None:
    """Mark the posts *numbers* of a thread as read by a member.

    The upsert locks the row before it is read: of two pages marked at once, neither is lost.
    """
    insert = upsert(ReadMark).values(
        member_id=member_id, thread_id=thread_id, read_to=0, beyond="", read_count=0
    )
    locked = insert.on_conflict_do_update(
        index_elements=[ReadMark.member_id, ReadMark.thread_id], set_={"read_to": ReadMark.read_to}
    ).returning(ReadMark.read_to, ReadMark.beyond)
    _save(member_id, thread_id, ReadMarkRow._make(change(locked).one()), numbers)


def _save(member_id: int, thread_id: int, mark: ReadMarkRow, numbers: Iterable[int]) -> None:
    """Add *numbers* to *mark* and store it."""
    _store(member_id, thread_id, *number_ranges.add(mark.read_to, mark.beyond, numbers))


def _store(member_id: int, thread_id: int, read_to: int, beyond: str, read_count: int) -> None:
    change(
        _SAVE,
        {
            "member": member_id,
            "thread": thread_id,
            "read_to": read_to,
            "beyond": beyond,
            "read_count": read_count,
        },
    )


_POSTS = (
    select(Thread.posts)
    .where(Thread.id == ReadMark.thread_id)
    .correlate(ReadMark)
    .scalar_subquery()
)
_RUNS = select(Thread.id, Thread.posts, Thread.withheld).where(
    Thread.id.in_(bindparam("threads", expanding=True))
)


def mark_all_read(viewer: Viewer, *, space_id: int | None = None) -> None:
    """Mark everything as read in the threads *viewer* has begun to read, in one space or all.

    Posts that are withheld are left as they are: one that is shown again is new. So are threads
    whose first takes are sealed to *viewer*, who has read all that they may read there.
    """
    visible = select(Thread.id).outerjoin(SEAL, seal_to()).where(visible_to(), ~is_sealed())
    visible = visible.params(**viewer.binds())
    if space_id is not None:
        visible = visible.where(Thread.space_id == space_id)
    unread = update(ReadMark).where(
        ReadMark.member_id == viewer.member_id, ReadMark.read_count < _POSTS
    )
    whole, in_part = (visible.where(Thread.withheld == ""), visible.where(Thread.withheld != ""))
    change(
        unread.where(ReadMark.thread_id.in_(whole)).values(
            read_to=_POSTS, beyond="", read_count=_POSTS
        )
    )
    locked = change(
        unread.where(ReadMark.thread_id.in_(in_part))
        .values(read_count=ReadMark.read_count)
        .returning(ReadMark.thread_id, ReadMark.read_to, ReadMark.beyond)
    )
    marks = {id: ReadMarkRow(*mark) for id, *mark in locked}
    for thread in fetch_all(RunsRow, _RUNS, {"threads": list(marks)}) if marks else ():
        mark = marks[thread.id]
        read = number_ranges.add_all(thread.posts, mark.read_to, mark.beyond, thread.withheld)
        _store(viewer.member_id or 0, thread.id, *read)


def forget(member_id: int) -> None:
    """Delete a member's read marks and follows."""
    change(delete(ReadMark).where(ReadMark.member_id == member_id))
    change(delete(Follow).where(Follow.member_id == member_id))
