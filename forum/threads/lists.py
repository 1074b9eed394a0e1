"""Lists of threads: newest, unanswered, needs someone, mine, by tag. Paged by key."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    tuple_,
)

from ..core.database.base import Moment, now
from ..core.database.keyset import by_moment
from ..core.database.session import fetch_all
from ..members.models import Member
from ..spaces.models import Space
from .models import Post, Thread, ThreadTag
from .policy import visible_to
from .rows import ListedThreadRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer

Which = Literal["newest", "unanswered", "needs", "mine"]
NAMES: tuple[Which, ...] = ("newest", "unanswered", "needs", "mine")
SIZE = 20
"""Threads on a page of a list."""
WAITS = timedelta(days=2)
"""How long a question waits before it needs someone."""

LIST = (
    select(
        Thread.id,
        Thread.space_id,
        Thread.kind,
        Thread.title,
        Thread.slug,
        Thread.opened_at,
        Thread.active_at,
        Thread.posts,
        Thread.answers,
        Thread.helped,
        Thread.tried,
        Thread.worked,
        Thread.reflections,
        Thread.kept,
        Thread.pinned,
        Thread.locked_at,
        Thread.locked_why,
        Thread.author_id,
        Thread.anchor_title,
        Thread.anchor_url,
        Member.name.label("author_name"),
        Member.organisation.label("author_organisation"),
        Member.former.label("author_former"),
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
    )
    .join(Member, Member.id == Thread.author_id)
    .join(Space, Space.id == Thread.space_id)
    .where(visible_to())
)

_Other, _Where = Post.__table__.alias("other"), Thread.__table__.alias("other_thread")
_first_post = ~exists().where(
    _Other.c.author_id == Thread.author_id,
    _Other.c.at < Thread.opened_at,
    _Other.c.state == literal_column("'shown'"),
    _Where.c.id == _Other.c.thread_id,
    _Where.c.gone_at.is_(None),
    _Where.c.space_id.in_(bindparam("viewer_spaces", expanding=True)),
)
"""Whether the viewer can read nothing earlier of its author: what they cannot read is no sign."""
_unanswered = and_(
    Thread.kind == literal_column("'question'"), Thread.answers == literal_column("0")
)
"""Spelt out, not bound: only so does the database know its partial index."""


def named(text: str | None) -> Which:
    """Return the list called *text*; an unknown one is the newest."""
    return next((name for name in NAMES if name == text), "newest")


def place_of(thread: ListedThreadRow) -> tuple[datetime, int]:
    """Return what every list of threads is ordered by."""
    return thread.active_at, thread.id


_RULES: dict[Which, ColumnElement[bool]] = {
    "unanswered": _unanswered,
    "needs": and_(_unanswered, or_(Thread.opened_at < bindparam("waits"), _first_post)),
    "mine": Thread.author_id == bindparam("viewer_id"),
}
_NEEDED: dict[Which, set[str]] = {"needs": {"waits"}, "mine": {"viewer_id"}}
"""The binds of each rule: an unknown one would be refused."""


def fetcher(
    viewer: Viewer, name: Which, *, space_id: int | None = None, tag: str | None = None
) -> Callable[[bool, tuple[datetime, int] | None, int], Sequence[ListedThreadRow]]:
    """Return what ``paging.list_page`` calls to read a part of a list of threads.

    The newest of a space begin with what is pinned there.
    """
    given = {"waits": now() - WAITS, **viewer.binds()}
    binds = {key: given[key] for key in {"viewer_spaces"} | _NEEDED.get(name, set())}
    binds |= {} if space_id is None else {"space_id": space_id}
    binds |= {} if tag is None else {"tag": tag}

    def fetch(
        backwards: bool, start: tuple[datetime, int] | None, most: int
    ) -> Sequence[ListedThreadRow]:
        listed = _listed(name, space_id is not None, tag is not None, start is not None, backwards)
        here = {} if start is None else {"start_at": start[0], "start_id": start[1]}
        return fetch_all(ListedThreadRow, listed, {"most": most, **binds, **here})

    return fetch


@cache
def _listed(
    name: Which, in_space: bool, tagged: bool, started: bool, backwards: bool
) -> Select[*tuple[Any, ...]]:
    """Return the statement of a list, built once for each form it has."""
    listed = LIST if (rule := _RULES.get(name)) is None else LIST.where(rule)
    order = [Thread.active_at, Thread.id]
    if in_space:
        listed = listed.where(Thread.space_id == bindparam("space_id"))
        if name == "newest" and started:
            listed = listed.where(~Thread.pinned)
        elif name == "newest":
            order.insert(0, Thread.pinned)
    if tagged:
        listed = listed.where(
            exists().where(ThreadTag.thread_id == Thread.id, ThreadTag.tag == bindparam("tag"))
        )
    if started:
        here = tuple_(Thread.active_at, Thread.id)
        start = tuple_(bindparam("start_at", type_=Moment), bindparam("start_id", type_=Integer))
        listed = listed.where(here > start if backwards else here < start)
    listed = listed.order_by(*(order if backwards else (column.desc() for column in order)))
    return listed.limit(bindparam("most", type_=Integer))


_WAITING = (
    LIST.where(_unanswered)
    .order_by(Thread.opened_at, Thread.id)
    .limit(bindparam("most", type_=Integer))
)


def waiting(viewer: Viewer, *, most: int) -> Sequence[ListedThreadRow]:
    """Return the questions nobody has answered that wait longest, at most *most*."""
    return fetch_all(
        ListedThreadRow, _WAITING, {"viewer_spaces": viewer.binds()["viewer_spaces"], "most": most}
    )


_WRITTEN = (
    select(
        Post.id,
        Post.number,
        Post.at,
        Post.kind,
        Post.html,
        Post.helped,
        Thread.title,
        Thread.kind.label("thread_kind"),
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .where(
        Post.author_id == bindparam("member_id"),
        Post.kind != "reply",
        Post.state == "shown",
        visible_to(),
    )
)


def posts_by(viewer: Viewer, member_id: int) -> Fetch[Any]:
    """Return what ``paging.list_page`` calls to read what a member opened and answered.

    Replies, and what is hidden or taken back, are left out.
    """
    binds = {"member_id": member_id, "viewer_spaces": viewer.binds()["viewer_spaces"]}
    return by_moment(_WRITTEN, Post.at, Post.id, values=binds)
