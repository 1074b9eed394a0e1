"""How often somebody wants mail, and when what is gathered for them goes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

PACES = ("once", "daily", "weekly", "never")
MORNING = time(7)
"""When gathered mail goes, by the clock of whom it is for; the weekly one on Mondays."""
MONDAY = 0


def next_time(pace: str, *, after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment, in UTC, later than *after* at which mail of a *pace* goes.

    *pace* is "daily" or "weekly". Where a clock is changed that morning it is still seven o'clock.
    """
    here = after.astimezone(zone)
    on = here.date()
    if pace == "weekly":
        on += timedelta(days=(MONDAY - on.weekday()) % 7)
    step = timedelta(days=7 if pace == "weekly" else 1)
    while (found := datetime.combine(on, MORNING, tzinfo=zone).astimezone(UTC)) <= after:
        on += step
    return found
