"""When collected mail goes out, by the recipient's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from forum.mail.schedule import next_time

ZURICH, KOLKATA = ZoneInfo("Europe/Zurich"), ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(
    ("pace", "after", "zone", "next_one"),
    [
        ("daily", "2026-11-25T05:59", ZURICH, "2026-11-25T06:00"),
        ("daily", "2026-11-25T06:00", ZURICH, "2026-11-26T06:00"),  # due now is not due again
        ("daily", "2026-11-25T00:00", KOLKATA, "2026-11-25T01:30"),
        ("daily", "2026-03-28T12:00", ZURICH, "2026-03-29T05:00"),  # clocks go forward that night
        ("daily", "2026-10-24T12:00", ZURICH, "2026-10-25T06:00"),  # and back
        ("daily", "2028-02-28T12:00", UTC, "2028-02-29T07:00"),
        ("weekly", "2026-11-25T12:00", UTC, "2026-11-30T07:00"),  # from a Wednesday
        ("weekly", "2026-11-30T06:59", UTC, "2026-11-30T07:00"),
        ("weekly", "2026-11-30T07:00", UTC, "2026-12-07T07:00"),
        ("weekly", "2026-11-29T19:00", KOLKATA, "2026-11-30T01:30"),  # Monday there already
    ],
)
def test_the_next_morning(pace: str, after: str, zone: ZoneInfo, next_one: str) -> None:
    start = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = next_time(pace, after=start, zone=zone)
    assert found == datetime.fromisoformat(next_one).replace(tzinfo=UTC)
