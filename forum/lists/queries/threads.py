"""Lists of threads: newest, unanswered, needs someone, mine, by tag. Paged by key."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    false,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from ...core.database.base import Moment, now
from ...core.database.id_list import Values, is_among
from ...core.database.keyset import MANY
from ...core.database.session import fetch_all
from ...core.database.statement_cache import with_cache
from ...members.models import Member
from ...spaces.models import Space
from ...threads.models import COUNTERS, Post, Thread, ThreadTag
from ...threads.policy.sight import (
    NO,
    ONLY_QUESTION,
    SEAL,
    is_sealed,
    seal_to,
    unless_sealed,
    unsealed,
    visible_to,
)
from ..rows import ListedThreadRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Label

    from ...core.database.keyset import Fetch, Position
    from ...core.database.session import Statement
    from ...members.viewer import Viewer

Which = Literal["newest", "unanswered", "needs", "mine"]
NAMES: tuple[Which, ...] = ("newest", "unanswered", "needs", "mine")
SIZE = 20
"""Threads on a page of a list."""
WAITS = timedelta(days=2)
"""How long a question waits before it needs someone."""

STALE = timedelta(days=90)
"""An older question waits for nobody any more; it stands in the list of those that need someone."""

LIST = (
    select(
        Thread.id,
        Thread.space_id,
        Thread.kind,
        Thread.title,
        Thread.slug,
        Thread.opened_at,
        Thread.active_at,
        unless_sealed(Thread.posts, ONLY_QUESTION),
        *(unless_sealed(column, NO) for column in COUNTERS if column is not Thread.branches),
        Thread.pinned,
        Thread.locked_at,
        Thread.locked_why,
        Thread.author_id,
        Thread.anchor_title,
        Thread.anchor_url,
        Thread.wish,
        Thread.sealed_until,
        is_sealed().label("sealed"),
        Member.name.label("author_name"),
        Member.organisation.label("author_organisation"),
        Member.former.label("author_former"),
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
    )
    # Each thread has both. Joined so, no database begins with them (where a host has analysed its
    # tables, SQLite did) and sorts all threads of a space.
    .outerjoin(Member, Member.id == Thread.author_id)
    .outerjoin(Space, Space.id == Thread.space_id)
    .outerjoin(SEAL, seal_to())
    .where(visible_to())
)

_Earlier, _Its = aliased(Post, name="other"), Thread.__table__.alias("other_thread")
_first_post = ~exists().where(
    _Earlier.author_id == Thread.author_id,
    _Earlier.at < Thread.opened_at,
    _Earlier.state == literal_column("'shown'"),
    _Its.c.id == _Earlier.thread_id,
    _Its.c.gone_at.is_(None),
    is_among(_Its.c.space_id, "viewer_spaces"),
    unsealed(post=_Earlier),
)
"""Whether the viewer can read no earlier post by the author. Posts in spaces that the viewer cannot
read do not count: the list would give away that somebody writes there."""
_unanswered = and_(
    Thread.kind == literal_column("'question'"), Thread.answers == literal_column("0")
)
"""Literals, not binds: the database uses its partial index only if it sees the values."""


def list_name(text: str | None) -> Which:
    """Return *text* if it is the name of a list, else "newest"."""
    return next((name for name in NAMES if name == text), "newest")


def position_of(thread: ListedThreadRow) -> Position:
    """Return the position of *thread* in every list of threads."""
    return thread.active_at, thread.id


_RULES: dict[Which, ColumnElement[bool]] = {
    "unanswered": _unanswered,
    "needs": and_(_unanswered, or_(Thread.opened_at < bindparam("waits"), _first_post)),
    "mine": Thread.author_id == bindparam("viewer_id"),
}


def fetcher(
    viewer: Viewer, name: Which, *, space_id: int | None = None, tag: str | None = None
) -> Fetch[ListedThreadRow]:
    """Return the function with which ``paging.list_page`` reads the list *name*.

    The newest threads of a space begin with the pinned ones.
    """
    binds = {"waits": now() - WAITS, "space_id": space_id, "tag": tag, **viewer.binds()}

    def fetch(backwards: bool, start: Position | None, most: int) -> Sequence[ListedThreadRow]:
        statement = _list(
            name,
            in_space=space_id is not None,
            tagged=tag is not None,
            started=start is not None,
            backwards=backwards,
        )
        at, id = start or (None, None)
        return fetch_all(
            ListedThreadRow, statement, {**binds, "most": most, "start_at": at, "start_id": id}
        )

    return fetch


def _has_many_pages(threads: Statement) -> Label[bool]:
    """Return ``many``: whether a list of *threads* has ``MANY`` pages. No more of them are read."""
    before = literal_column(str((MANY - 1) * SIZE), Integer)
    last = threads.limit(literal_column("1", Integer)).offset(before)
    return exists(last.correlate(None)).label("many")


@cache
def _list(
    name: Which, *, in_space: bool, tagged: bool, started: bool, backwards: bool
) -> Statement:
    """Return the statement of a list; each variant is built once per process."""
    which = [] if (rule := _RULES.get(name)) is None else [rule]
    order: list[ColumnElement[Any]] = [Thread.active_at.expression, Thread.id.expression]
    if in_space:
        which.append(Thread.space_id == bindparam("space_id"))
    any_of_it = select(Thread.id).where(visible_to(own_index=True), *which)
    listed = LIST.where(*which)
    if tagged:  # read by the tag's own time, which is that of the thread
        has_tag = and_(ThreadTag.thread_id == Thread.id, ThreadTag.tag == bindparam("tag"))
        any_of_it, listed = (part.join(ThreadTag, has_tag) for part in (any_of_it, listed))
        order = [ThreadTag.active_at.expression, ThreadTag.thread_id.expression]
    listed = listed.add_columns(_has_many_pages(any_of_it))
    if started:
        here = tuple_(*order)
        start = tuple_(bindparam("start_at", type_=Moment), bindparam("start_id", type_=Integer))
        listed = listed.where(here > start if backwards else here < start)
    if in_space and name == "newest":
        # Pinned threads are all on the first page, and on no other.
        if started:
            listed = listed.where(~Thread.pinned)
        else:
            order.insert(0, Thread.pinned.expression)
    ordered = listed.order_by(*(order if backwards else (column.desc() for column in order)))
    return with_cache(ordered.limit(bindparam("most", type_=Integer)))


_FEW = bindparam("most", type_=Integer)
_is_open = and_(
    Thread.locked_at.is_(None),
    exists().where(
        Post.thread_id == Thread.id,
        Post.number == literal_column("1"),
        Post.state == literal_column("'shown'"),
    ),
)
_WAITING = (
    LIST.where(
        _unanswered,
        Thread.author_id != bindparam("viewer_id"),
        Thread.opened_at > bindparam("since", type_=Moment),
        _is_open,
        ~is_sealed(),
    )
    .order_by(Thread.opened_at, Thread.id)
    .limit(_FEW)
)
_TO_WRITE = (
    LIST.where(Thread.index_scope != literal_column("''"), _is_open, is_sealed())
    .order_by(Thread.sealed_until, Thread.id)
    .limit(_FEW)
)
_PARTS = (
    part.add_columns(false().label("many")).subquery().select() for part in (_TO_WRITE, _WAITING)
)
_WAITING_FOR = with_cache(select(union_all(*_PARTS).subquery()))


def waiting_for(viewer: Viewer, *, most: int) -> Sequence[ListedThreadRow]:
    """Return what *viewer* could write: first takes that are asked for, then answers.

    Of first takes those that open first, of others' unanswered questions those that have waited
    longest; at most *most* of each. None is where they cannot write, nor older than ``STALE``. A
    guest, who could sign in, is asked for no first take.
    """
    values = {"most": most, "since": now() - STALE, **viewer.binds()}
    if not viewer.guest:
        values["viewer_spaces"] = Values(sorted(viewer.writes))
    found = fetch_all(ListedThreadRow, _WAITING_FOR, values)
    return sorted((row for row in found if not (viewer.guest and row.sealed)), key=_urgency)


def _urgency(row: ListedThreadRow) -> tuple[bool, datetime, int]:
    opens = row.sealed_until if row.sealed else None
    return not row.sealed, opens or row.opened_at, row.id
