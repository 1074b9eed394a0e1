"""It is said what became of an answer: that it helped, and how it went where it was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from ..core import events
from ..core.database.base import now
from ..core.database.outbox import tell
from ..core.database.session import session
from ..core.errors import Changed
from ..threads.actions import counters, marks
from .models import Try

if TYPE_CHECKING:
    from datetime import datetime

    from ..threads.rows import SinglePostRow

LONGEST = 200
"""The longest line on where and what happened, in characters."""


def mark(post: SinglePostRow, *, helped: bool, asker_id: int) -> None:
    """Set whether the answer *post* helped the asker; said twice it is said once."""
    if marks.mark(post.id, helped=helped) and helped:
        events.announce(
            session(), events.answer_helped, thread=post.thread_id, post=post.id, member=asker_id
        )


def report(
    post_id: int, *, member_id: int, outcome: str, note: str, at: datetime | None = None
) -> None:
    """Tell how an answer went: *outcome* is "worked", "partly" or "not".

    Told anew it replaces what this member told before. *at* is the source's time in an import.
    Raises Changed where the answer is not shown any more.
    """
    before = _drop(post_id, member_id)
    session().execute(
        insert(Try).values(
            post_id=post_id, member_id=member_id, outcome=outcome, note=note, at=at or now()
        )
    )
    worked = int(outcome == "worked") - int(before == "worked")
    _tally(post_id, tried=int(before is None), worked=worked)
    events.announce(session(), events.tried, post=post_id, member=member_id, outcome=outcome)


def withdraw(post_id: int, *, member_id: int) -> bool:
    """Take back what a member told of an answer; return whether there was anything.

    Raises Changed where the answer is not shown any more.
    """
    before = _drop(post_id, member_id)
    if before is None:
        return False
    _tally(post_id, tried=-1, worked=-int(before == "worked"))
    return True


def _drop(post_id: int, member_id: int) -> str | None:
    """Delete a report and return its outcome; the thread is held, so no other comes between."""
    if counters.lock_row(post_id).state != "shown":
        raise Changed
    found: str | None = session().scalar(
        delete(Try).where(Try.post_id == post_id, Try.member_id == member_id).returning(Try.outcome)
    )
    return found


def _tally(post_id: int, *, tried: int, worked: int) -> None:
    if tried or worked:
        marks.tally(post_id, tried=tried, worked=worked)
    else:
        tell(session(), kind="post", ids=[post_id])
