"""When a member gets mail about what: pure rules, without the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ..core.web.times import MORNING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import tzinfo

    from .rows import HeldRow, NewsRow

MONDAY = 0
"""Collected mail goes out in the ``MORNING``, weekly mail on this day."""
PAUSE = timedelta(minutes=5)
"""The least time between two messages to one member: notices in between are collected."""
DAY = timedelta(days=1)
"""How often it is asked whether a post can be read again, unless an act says so before."""
OLDEST = timedelta(days=14)
"""Older notices are not mailed: a database restored from a backup must not send them again."""
MOST_BEGUN = 2
"""How many times a message is begun at most: one whose fate is unknown is sent once more."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How often one member wants mail, and from when they may get the next message."""

    pace: str
    by_space: Mapping[int, str]
    """The pace for individual spaces, by id."""
    not_before: datetime
    zone: tzinfo

    def pace_in(self, space_id: int) -> str:
        """Return how often the member wants mail about a space."""
        return self.by_space.get(space_id, self.pace)


@dataclass
class Plan:
    """The notices that are due for one member: sent, put off or dropped."""

    send: Sequence[NewsRow] = ()
    """Notices that go into one message now."""
    later: dict[tuple[datetime, str], list[int]] = field(default_factory=dict)
    """Ids of notices that wait, by when they are due again and the pace they wait for."""
    drop: set[int] = field(default_factory=set)
    """Ids of notices that are not mailed at all."""


def plan(
    due: Collection[int],
    news: Sequence[NewsRow],
    schedule: Schedule,
    *,
    at: datetime,
    held: Sequence[HeldRow] = (),
) -> Plan:
    """Return what to do *at* a moment with the notices *due*, of which *news* may be mailed.

    Those of *held* that are not in *news* wait: their member may be able to read the post again.
    """
    fresh = [row for row in news if row.begun < MOST_BEGUN and row.since > at - OLDEST]
    made = Plan(drop=set(due) - {row.notice_id for row in fresh})
    told = {row.notice_id for row in news}
    for unreadable in held:
        if unreadable.notice_id not in told and unreadable.since > at - OLDEST:
            _hold(made, unreadable, schedule, at)
    ready = []
    for row in fresh:
        pace = schedule.pace_in(row.space_id)
        if pace == "never":
            made.drop.add(row.notice_id)
        elif (later := _later(row, pace, schedule, at)) is not None:
            made.later.setdefault(later, []).append(row.notice_id)
        else:
            ready.append(row)
    # A message that may have arrived is sent again as it was, so that mail programs see one.
    made.send = [row for row in ready if row.begun] or ready
    return made


def _hold(made: Plan, row: HeldRow, schedule: Schedule, at: datetime) -> None:
    """Let *row* wait until it can be read, unless its member wants no mail about it."""
    pace = schedule.pace_in(row.space_id)
    if pace != "never":
        tomorrow = at + DAY
        opens = row.since if row.since > at else tomorrow
        later = (min(tomorrow, opens), "") if pace == "once" else _next(pace, schedule, at)
        made.later.setdefault(later, []).append(row.notice_id)
        made.drop.discard(row.notice_id)


def _later(
    row: NewsRow, pace: str, schedule: Schedule, at: datetime
) -> tuple[datetime, str] | None:
    """Return until when *row* waits and for which pace; None if it is mailed now."""
    if pace == "once":
        return (schedule.not_before, "") if schedule.not_before > at else None
    if row.pace == pace:  # it has waited for this very morning
        return None
    return _next(pace, schedule, at)


def _next(pace: str, schedule: Schedule, at: datetime) -> tuple[datetime, str]:
    return next_time(pace, after=at, zone=schedule.zone), pace


def next_time(pace: str, *, after: datetime, zone: tzinfo) -> datetime:
    """Return the first moment, in UTC, later than *after* at which mail of a *pace* goes out.

    *pace* is "daily" or "weekly". It is seven o'clock even on days when the clock changes.
    """
    here = after.astimezone(zone)
    day = here.date()
    if pace == "weekly":
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    step = timedelta(days=7 if pace == "weekly" else 1)
    while (found := datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)) <= after:
        day += step
    return found
