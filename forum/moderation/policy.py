"""The rules of moderation: reporting a post, settling reports, and blocking somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam

from ..artefacts.policy import may_moderate
from ..core.database.base import now
from ..core.database.id_list import is_among
from ..spaces.policy import may_manage
from ..threads.models import Thread
from ..threads.policy.acts import may_moderate as may_moderate_thread
from ..threads.policy.sight import visible_to
from .models import Report

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer
    from ..spaces.rows import SpaceRow
    from ..threads.rows import PostLike, SinglePostRow, ThreadRow
    from .rows import LogRow, MoveRow, PersonRow

_SPACE: BindParameter[int] = bindparam("space_id", type_=Integer)
UNDO = timedelta(days=1)
"""How long a move can be undone."""


def may_report(viewer: Viewer, post: SinglePostRow) -> bool:
    """Whether *viewer* may report *post*: any member who can read it, except for its author.

    Blocked members may report too: only the stewards read a report.
    """
    return not viewer.guest and post.author_id != viewer.member_id and post.state == "shown"


def may_report_page(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may report a page: any member who can read it, except for its maker."""
    own = artefact.author_id == viewer.member_id
    return not viewer.guest and not own and artefact.visibility == "shown"


def may_decide_post(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may decide about *post*: as below, of a post."""
    return may_moderate_thread(viewer, thread) and post.author_id != viewer.member_id


def may_decide(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may decide about a page: somebody who looks after its space, not its maker.

    Nobody decides about their own text. Where nobody else could, administrators do, if whoever
    reported it has agreed that they read it.
    """
    return may_moderate(viewer, artefact) and artefact.author_id != viewer.member_id


def may_settle(viewer: Viewer, space_id: int) -> bool:
    """Whether *viewer* may see and settle the reports of a space: its stewards only."""
    return space_id in viewer.moderates


def may_undo(viewer: Viewer, entry: LogRow | MoveRow) -> bool:
    """Whether *viewer* may undo *entry*: a move that they made less than a day ago.

    They may even if they cannot read the thread any more. Whether it was moved again is not asked.
    """
    fresh = entry.act == "move" and now() - entry.at < UNDO
    return fresh and entry.actor_id == viewer.member_id


def readable(
    space_id: SQLColumnExpression[int | None] | BindParameter[int] = _SPACE,
) -> ColumnElement[bool]:
    """Return the condition under which a steward of a space may read a report.

    The space is by default the bind ``space_id``. The thread must be in their space, and they must
    be able to read the space in which the report was made: it was written to people who can, and
    may repeat what only they know. The other binds are ``viewer.binds()``.
    """
    return and_(
        Thread.space_id == space_id, is_among(Report.space_id, "viewer_spaces"), visible_to()
    )


def of_page(
    space_id: SQLColumnExpression[int | None] | BindParameter[int] = _SPACE,
) -> ColumnElement[bool]:
    """Return the condition that a report is of a page, for a steward of its space.

    The space is by default the bind ``space_id``. A page stays in its space.
    """
    return and_(Report.artefact_id.is_not(None), Report.space_id == space_id)


def may_block(viewer: Viewer, space: SpaceRow, person: PersonRow) -> bool:
    """Whether *viewer* may block *person* in *space*: not themselves, and not a steward."""
    can_be_blocked = person.id != viewer.member_id and not person.steward
    return can_be_blocked and may_manage(viewer, space)
