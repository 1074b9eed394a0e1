"""The thread of a page after the last day for comments: it can be read, and nobody posts in it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from ...core.database.base import now
from ...core.errors import TooLate
from ..policy import is_over, last_day
from ..queries.last_days import details_in
from . import until_words

if TYPE_CHECKING:
    from datetime import date

    from ...threads.rows import ThreadRow


def refuse_late(thread: ThreadRow) -> None:
    """Raise TooLate if *thread* is that of a page whose last day for comments has passed.

    Whatever is written there is refused when it is saved (``actions.place_post``); this asks before
    anything is written.
    """
    if (day := _past_day(thread)) is not None:
        raise TooLate(day)


def with_last_day(thread: ThreadRow) -> ThreadRow:
    """Return *thread* as it is shown: locked once the last day for comments on its page has passed.

    One statement is sent for a thread of a page, none for any other.
    """
    day = None if thread.locked_at else _past_day(thread)
    if day is None:
        return thread
    ended = datetime.combine(day + timedelta(days=1), time(), UTC)
    return thread._replace(locked_at=ended, locked_why=until_words(day))


def _past_day(thread: ThreadRow) -> date | None:
    day = last_day(details_in(thread.id)) if thread.of_page else None
    return day if is_over(day, now()) else None
