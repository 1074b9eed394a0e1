"""Which posts may be kept where."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Integer, Text, and_, bindparam, case, exists, false, literal_column
from sqlalchemy.orm import aliased

from ..core.database import base
from ..following.models import Follow
from ..threads.models import Post, Thread
from .models import NotNow

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ..members.viewer import Viewer
    from ..threads.rows import ChosenPostRow, ThreadRow

Why = Literal["", "closed", "own", "long"]
"""Why a post stays out: others wrote it in a closed place, its author was not asked, too much."""


def stays_out(
    viewer: Viewer, post: ChosenPostRow, thread: ThreadRow, space_id: int | None, *, own: bool
) -> Why:
    """Return why *post* may not be kept in the library of a space, "" if it may.

    What was written in a closed place is kept in that place's own library, unless its author takes
    it out of there: *own* says that they were asked. Without a *space_id* it is for oneself alone.
    """
    if not leaves(thread, space_id):
        return ""
    if post.author_id != viewer.member_id:
        return "closed"
    return "" if own or space_id is None else "own"


def leaves(thread: ThreadRow, space_id: int | None) -> bool:
    """Whether what is kept of *thread* in the library of a space leaves a closed place."""
    return thread.space_access != "open" and thread.space_id != space_id


MANY = 12
"""A thread with more posts than this may be worth keeping something of."""
QUIET = timedelta(days=7)
"""So long nothing was written in it."""


def _quiet_since() -> datetime:
    return base.now() - QUIET


_SINCE = bindparam("quiet_since", type_=base.Moment, callable_=_quiet_since)


_VIEWER = bindparam("viewer_id", type_=Integer)
_Own = aliased(Post, name="own_in_it")


def is_worth_keeping() -> ColumnElement[bool]:
    """Return the condition that the viewer may be asked to keep something of a thread.

    They have written in a long thread that has gone quiet, follow it (as authors do, unless they
    have stopped), nothing of it is kept in its own library, and they did not say "Not now". Its
    bind is ``viewer_id``; the statement joins ``Follow``.
    """
    wrote = exists().where(
        _Own.author_id == _VIEWER,
        _Own.thread_id == Thread.id,
        _Own.state == literal_column("'shown'", Text),
    )
    dismissed = exists().where(NotNow.thread_id == Thread.id, NotNow.member_id == _VIEWER)
    may_be = and_(
        Follow.following.is_(True),
        Thread.posts > literal_column(str(MANY)),
        Thread.active_at < _SINCE,
        Thread.kept == literal_column("0"),
        ~dismissed.correlate(Thread),
    )
    # whoever wrote there is only looked for in the few threads of which all else is true
    return case((may_be, wrote.correlate(Thread)), else_=false())
