"""Who may ask one person, about what, and which questions wait for them.

The host's ``can`` is asked about ``reply`` in a thread, about ``mark`` for a page of the library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from ..threads.policy.acts import may_write
from .models import Enquiry

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, SQLColumnExpression

    from ..artefacts.rows import ArtefactRow
    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow


def may_ask_in_thread(viewer: Viewer, thread: ThreadRow) -> bool:
    """Whether *viewer* may ask somebody about *thread*: who may write in it."""
    return not viewer.guest and may_write(viewer, thread)


def may_ask_about_post(viewer: Viewer, post: PostLike, thread: ThreadRow) -> bool:
    """Whether *viewer* may ask somebody about *post*: only about a reflection that is shown."""
    is_shown_reflection = post.kind == "reflection" and post.state == "shown"
    return is_shown_reflection and may_ask_in_thread(viewer, thread)


def may_ask_about_page(viewer: Viewer, artefact: ArtefactRow) -> bool:
    """Whether *viewer* may ask somebody about a page of the library: who may write there."""
    may_write_there = not viewer.guest and artefact.space_id in viewer.writes
    return may_write_there and viewer.allows("mark", artefact, default=True)


def waits_for(
    member_id: SQLColumnExpression[int],
    *,
    thread_id: SQLColumnExpression[int | None],
    post_id: SQLColumnExpression[int | None],
    artefact_id: SQLColumnExpression[int | None],
) -> ColumnElement[bool]:
    """Return the condition that a question waits for a member, about one of three things.

    With a post, *thread_id* is that of its thread. The statement selects enquiries.
    """
    of_thread = and_(post_id.is_(None), Enquiry.thread_id == thread_id)
    same = or_(of_thread, Enquiry.post_id == post_id, Enquiry.artefact_id == artefact_id)
    return and_(
        Enquiry.asked_id == member_id,
        Enquiry.member_id != member_id,
        Enquiry.put_away_at.is_(None),
        same,
    )
