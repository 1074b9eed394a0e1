"""Which posts may be kept where."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Integer, and_, bindparam, exists, literal_column

from ..core.database import base
from ..threads.models import Thread
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


def is_worth_keeping() -> ColumnElement[bool]:
    """Return the condition that a thread is long and quiet, that nothing of it is kept in its
    own library, and that the viewer did not say "Not now".

    Its bind is ``viewer_id``.
    """
    dismissed = exists().where(
        NotNow.thread_id == Thread.id, NotNow.member_id == bindparam("viewer_id", type_=Integer)
    )
    return and_(
        Thread.posts > literal_column(str(MANY)),
        Thread.active_at < _SINCE,
        Thread.kept == literal_column("0"),
        ~dismissed.correlate(Thread),
    )
