"""Lists of threads: newest, unanswered, needs someone, mine, by tag. Paged by key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Select, bindparam, exists, or_, select, tuple_

from ..database.base import now
from ..database.session import rows
from ..members.models import Member
from ..spaces.models import Space
from .models import Post, Thread, ThreadTag
from .policy import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Row

    from ..members.viewer import Viewer

Which = Literal["newest", "unanswered", "needs", "mine"]
NAMES: tuple[Which, ...] = ("newest", "unanswered", "needs", "mine")
SIZE = 20
"""Threads on a page of a list."""
WAITS = timedelta(days=2)
"""How long a question waits before it needs someone."""

LIST = (
    select(
        Thread.id, Thread.space_id, Thread.kind, Thread.title, Thread.slug, Thread.opened_at,
        Thread.active_at, Thread.posts, Thread.answers, Thread.helped, Thread.tried,
        Thread.worked, Thread.reflections, Thread.kept, Thread.pinned, Thread.locked_at,
        Thread.locked_why, Thread.author_id, Member.name.label("author_name"),
        Member.organisation.label("author_organisation"), Member.former.label("author_former"),
        Space.name.label("space_name"), Space.slug.label("space_slug"),
    )
    .join(Member, Member.id == Thread.author_id)
    .join(Space, Space.id == Thread.space_id)
    .where(visible_to())
)  # fmt: skip

_Other = Post.__table__.alias("other")
_first_post = ~exists().where(
    _Other.c.author_id == Thread.author_id, _Other.c.at < Thread.opened_at
)
_unanswered = (Thread.kind == "question") & (Thread.answers == 0)


def named(text: str | None) -> Which:
    """Return the list called *text*; an unknown one is the newest."""
    return next((name for name in NAMES if name == text), "newest")


def place_of(thread: Any) -> tuple[datetime, int]:
    """Return what every list of threads is ordered by."""
    return thread.active_at, thread.id


def which(name: Which) -> ColumnElement[bool] | None:
    """Return the rule of the list *name*; binds: ``viewer_id``, ``waits``. Newest has none."""
    if name == "unanswered":
        return _unanswered
    if name == "needs":
        return _unanswered & or_(Thread.opened_at < bindparam("waits"), _first_post)
    if name == "mine":
        return Thread.author_id == bindparam("viewer_id")
    return None


def fetcher(
    viewer: Viewer,
    name: Which,
    *,
    space_id: int | None = None,
    tag: str | None = None,
) -> Callable[[bool, tuple[datetime, int] | None, int], Sequence[Row[Any]]]:
    """Return what ``paging.stretch`` calls to read a part of a list of threads.

    In a space pinned threads are left out: the view shows them above its first page.
    """
    listed = LIST if (rule := which(name)) is None else LIST.where(rule)
    if space_id is not None:
        listed = listed.where(Thread.space_id == space_id)
        listed = listed.where(~Thread.pinned) if name == "newest" else listed
    if tag is not None:
        listed = listed.where(
            exists().where(ThreadTag.thread_id == Thread.id, ThreadTag.tag == tag)
        )
    binds = {"waits": now() - WAITS, **viewer.binds()}

    def fetch(backwards: bool, start: tuple[datetime, int] | None, most: int) -> Sequence[Row[Any]]:
        return rows(_from(listed, backwards, start).limit(most), _needed(name, binds))

    return fetch


def _needed(name: Which, binds: dict[str, Any]) -> dict[str, Any]:
    """Return only the binds the statement has: an unknown one would be refused."""
    wanted = {"viewer_spaces"} | {"mine": {"viewer_id"}, "needs": {"waits"}}.get(name, set())
    return {key: value for key, value in binds.items() if key in wanted}


def _from(
    listed: Select[*tuple[Any, ...]], backwards: bool, start: tuple[datetime, int] | None
) -> Select[*tuple[Any, ...]]:
    order = (Thread.active_at, Thread.id) if backwards else (
        Thread.active_at.desc(), Thread.id.desc(),
    )  # fmt: skip
    if start is not None:
        here = tuple_(Thread.active_at, Thread.id)
        listed = listed.where(here > start if backwards else here < start)
    return listed.order_by(*order)


_PINNED = LIST.where(Thread.space_id == bindparam("space_id"), Thread.pinned).order_by(
    Thread.active_at.desc()
)


def pinned(viewer: Viewer, space_id: int) -> Sequence[Row[Any]]:
    """Return the pinned threads of a space."""
    return rows(_PINNED, {"space_id": space_id, "viewer_spaces": viewer.binds()["viewer_spaces"]})


def waiting(viewer: Viewer, *, most: int) -> Sequence[Row[Any]]:
    """Return the questions nobody has answered that wait longest, at most *most*."""
    return rows(
        LIST.where(_unanswered).order_by(Thread.opened_at, Thread.id).limit(most),
        {"viewer_spaces": viewer.binds()["viewer_spaces"]},
    )
