"""Which threads and posts a viewer sees at all: their spaces, what is gone, sealed first takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from sqlalchemy import (
    Integer,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from ...core.database import base
from ...core.database.id_list import is_among
from ...spaces.policy import readers
from ..models import OpenedTake, Post, Thread

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Label, ScalarSelect
    from sqlalchemy.orm import InstrumentedAttribute

    from ..rows import ThreadRow

T = TypeVar("T")
Reader = Literal["viewer", "lists", "stewards", "everybody"]
"""For whom a statement selects texts: usually the viewer of the page.

"lists" is for search results and lists: a hidden text is left out even for its author. "stewards"
is for pages on which stewards decide about a post: they must read a hidden text to decide about it.
"everybody" is for texts that others will read as well, as copies in other texts: only what
everybody who sees the space may read is selected.
"""


def visible_to(*, own_index: bool = False) -> ColumnElement[bool]:
    """Return the condition under which a viewer may read a thread, in lists and on its own.

    Its binds are ``viewer.binds()``. *own_index* is for what is in no order.
    """
    # With the index on spaces SQLite would sort all their threads: lists have an order of their own
    here = is_among(Thread.space_id, "viewer_spaces", own_index=own_index)
    return and_(here, Thread.gone_at.is_(None))


IS_OF_PAGE = and_(func.coalesce(Thread.anchor_key, "") == "", Thread.anchor_url != "")
"""A thread is that of a page of the library (IS NULL is wrong in RETURNING of SQLite 3.40)."""
# The clock is read when a statement is run: no job and no stored state opens a seal.
_CLOCK = bindparam("clock", type_=base.Moment, callable_=lambda: base.now())
_Sealed, _Own, _Take = aliased(Thread), aliased(Post), aliased(Post)


def _has_written(thread_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that the viewer has written a take, whatever became of it."""
    return exists().where(
        _Own.thread_id == thread_id,
        _Own.author_id == bindparam("viewer_id"),
        _Own.take.is_not(None),
    )


SEAL = aliased(Thread, name="seal")
"""A thread once more, where its first takes are sealed: ``.outerjoin(SEAL, seal_to())``."""
NO, NOTHING = literal_column("0", Integer), literal_column("''", Text)
ONLY_QUESTION = case((Thread.question != NOTHING, NO), else_=literal_column("1", Integer))
"""How many posts a thread has while its first takes are sealed: the question, if it is a post."""


def seal_to(to: Reader = "viewer", thread: type[Thread] = Thread) -> ColumnElement[bool]:
    """Return the condition that the first takes of a thread are sealed to *to*, which joins SEAL.

    Its opener, stewards and administrators are viewers like any other. ``unsealed`` is the same
    rule for a post.
    """
    waits = and_(SEAL.id == thread.id, SEAL.sealed_until > _CLOCK)
    return waits if to == "everybody" else and_(waits, ~_has_written(SEAL.id))


def is_sealed() -> ColumnElement[bool]:
    """Return whether SEAL is joined to a thread."""
    return SEAL.id.is_not(None)


def unless_sealed(column: InstrumentedAttribute[T], sealed: ColumnElement[T]) -> Label[T]:
    """Return *column* of threads under its name: *sealed* where SEAL is joined.

    A viewer who may not read its first takes yet sees a thread as if it had only its question.
    """
    return case((is_sealed(), sealed), else_=column).label(column.key)


def unsealed(to: Reader = "viewer", post: type[Post] = Post) -> ColumnElement[bool]:
    """Return the condition that a post is not a first take sealed to *to*.

    A sealed post has no row at all, so that nobody learns who wrote it: every statement that
    selects posts asks this. It needs no join. For the viewer its bind is ``viewer_id``.
    """
    is_take = or_(post.branch > 0, _Sealed.question != NOTHING)
    sealed = [_Sealed.id == post.thread_id, _Sealed.sealed_until > _CLOCK, is_take]
    if to != "everybody":
        sealed.append(~_has_written(_Sealed.id))
    if to == "stewards":
        own = OpenedTake.member_id == bindparam("viewer_id")
        opened = exists().where(OpenedTake.post_id == post.id, own)
        sealed.append(~opened.correlate(post))
    return ~exists().where(*sealed).correlate(post)


FEW = 8
"""In a thread with fewer readers it is not said how many have written; with fewer first takes, not
how many changed their view."""


def _count_takes(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(_Take)
        .where(_Take.thread_id == Thread.id, _Take.state == literal_column("'shown'"), *which)
        .correlate(Thread)
        .scalar_subquery()
    )


def takes() -> Label[int | None]:
    """Return ``takes``: how many have written, None if they are sealed and few read the thread."""
    written = _count_takes(_Take.take.is_not(None))
    untold = and_(readers() < literal_column(str(FEW)), written > NO)
    while_sealed = case((untold, null()), else_=written)
    first = _count_takes(_Take.take == literal_column("'first'"))
    had_any = Thread.sealed_until.is_not(None)
    return case((is_sealed(), while_sealed), (had_any, first), else_=NO).label("takes")


def moved() -> Label[int]:
    """Return the column ``moved``: of how many first takes the view was changed or sharpened."""
    changed = _count_takes(_Take.view != literal_column("'same'"))
    had_any = Thread.sealed_until.is_not(None)
    return case((had_any, changed), else_=NO).label("moved")


def waits(thread: ThreadRow) -> bool:
    """Whether the first takes of *thread* wait for their day: those who wrote one may read them."""
    return thread.sealed_until is not None and thread.sealed_until > base.now()
