"""Who may tell how it went, or plan to try it: the host's ``can`` is asked about ``mark``.

For a post it is ``threads/policy/acts.py: may_try``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Text, and_, bindparam, case, exists, literal_column, or_

from ..artefacts.models import Artefact
from ..artefacts.policy import visible_to as page_visible_to
from ..core.database.base import Moment, now
from ..threads.models import Post, Thread
from ..threads.policy.sight import unsealed, visible_to
from .models import Attempt, Plan

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Label
    from sqlalchemy.orm import InstrumentedAttribute

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer
    from ..threads.rows import ThreadRow


_HIDDEN = literal_column("'hidden'", Text)


def may_try_page(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may tell how it went with a page of the library: who may write there."""
    return _may(viewer, artefact.space_id, artefact)


def may_try_host_page(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may tell how it went with the page of the host that *thread* is about.

    Not while its first takes are sealed to them: what was tried is sealed as well.
    """
    is_about_page = thread.anchor_key is not None and not thread.sealed
    return is_about_page and _may(viewer, thread.space_id, thread)


def _may(viewer: Viewer, space_id: int, thing: ArtefactRow | ThreadRow) -> bool:
    may_write = not viewer.guest and space_id in viewer.writes
    return may_write and viewer.allows("mark", thing, default=True)


def is_readable(*, to_steward: bool = False) -> ColumnElement[bool]:
    """Return the condition that the words of an attempt may be read: not if a steward hid them.

    Its member reads them all the same (the bind is ``viewer_id``), and who decides about them.
    """
    if to_steward:
        return Attempt.state != literal_column("'removed'", Text)
    own = and_(Attempt.state == _HIDDEN, Attempt.member_id == bindparam("viewer_id"))
    return or_(Attempt.state == literal_column("'shown'", Text), own)


def readable_words(column: InstrumentedAttribute[str], *, to_steward: bool = False) -> Label[str]:
    """Return a *column* with words of attempts by its own name, "" if they may not be read."""
    readable = is_readable(to_steward=to_steward)
    return case((readable, column), else_=literal_column("''", Text)).label(column.key)


def is_in_sight(table: type[Attempt | Plan]) -> ColumnElement[bool]:
    """Return the condition that the viewer reads what an attempt or a plan is about.

    Its binds are ``viewer.binds()``.
    """
    of_post = exists().where(Post.id == table.post_id, Thread.id == Post.thread_id)
    of_page = exists().where(Artefact.id == table.artefact_id, page_visible_to())
    of_host_page = exists().where(Thread.id == table.thread_id, visible_to())
    return or_(
        of_post.where(visible_to(), unsealed(), Post.state == "shown").correlate(table),
        of_page.correlate(table),
        of_host_page.correlate(table),
    )


ANSWERED_WITHIN = timedelta(days=14)
"""How long a question about a plan waits for an answer; then the plan ends without a word."""
_SINCE: BindParameter[datetime] = bindparam(
    "plans_since", type_=Moment(), callable_=lambda: now() - ANSWERED_WITHIN
)


def is_asked() -> ColumnElement[bool]:
    """Return the condition that the owner of a plan was asked about its day, and may answer."""
    return and_(Plan.asked_day == Plan.day, Plan.asked_at > _SINCE)


def is_over() -> ColumnElement[bool]:
    """Return the condition that they were asked too long ago."""
    return and_(Plan.asked_day == Plan.day, Plan.asked_at <= _SINCE)
