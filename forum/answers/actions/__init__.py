"""Records what became of an answer: that it helped, and how it went for those who tried it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from ...core import events
from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.errors import Changed
from ...threads.actions import counters
from ..models import Try
from . import marks

if TYPE_CHECKING:
    from datetime import datetime

    from ...threads.rows import SinglePostRow


def mark(post: SinglePostRow, *, helped: bool, asker_id: int) -> None:
    """Set whether the answer *post* helped the asker; the host is told only of a change to yes."""
    if marks.mark(post.id, helped=helped) and helped:
        events.announce(
            session(), events.answer_helped, thread=post.thread_id, post=post.id, member=asker_id
        )


def report(
    post_id: int, *, member_id: int, outcome: str, note: str, at: datetime | None = None
) -> None:
    """Save how an answer went for a member; *outcome* is one of ``models.OUTCOMES``.

    It replaces the member's earlier report. *at* is the original time in an import. Raises Changed
    if the answer is no longer shown.
    """
    before = _drop(post_id, member_id)
    new = {"post_id": post_id, "member_id": member_id, "outcome": outcome, "note": note}
    change(insert(Try).values(**new, at=at or now()))
    _tally(post_id, before, outcome)
    events.announce(session(), events.tried, post=post_id, member=member_id, outcome=outcome)


def withdraw(post_id: int, *, member_id: int) -> bool:
    """Delete a member's report on an answer; return whether there was one.

    Raises Changed if the answer is no longer shown.
    """
    before = _drop(post_id, member_id)
    if before is None:
        return False
    _tally(post_id, before, None)
    return True


def _drop(post_id: int, member_id: int) -> str | None:
    """Delete a report and return its outcome. The thread is locked first, so that two reports
    sent at once are counted one after the other."""
    if counters.lock_row(post_id).state != "shown":
        raise Changed
    statement = delete(Try).where(Try.post_id == post_id, Try.member_id == member_id)
    outcome: str | None = change(statement.returning(Try.outcome)).scalar()
    return outcome


def _tally(post_id: int, before: str | None, outcome: str | None) -> None:
    """Count *outcome* instead of *before*; if they count the same, only index the new note."""
    tried = int(outcome is not None) - int(before is not None)
    worked, partly = (int(outcome == one) - int(before == one) for one in ("worked", "partly"))
    if tried or worked or partly:
        marks.tally(post_id, tried=tried, worked=worked, partly=partly)
    else:
        record_changes(session(), kind="post", ids=[post_id])
