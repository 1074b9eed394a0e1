"""The last day of a steward is a day of the calendar of whoever chose it.

Siblings covered: zones east and west of UTC, on both sides of their midnight and of that of UTC; a
clock that is put forward or back at midnight; the form of the list and that of one person; what the
chooser reads, and readers elsewhere; the rights, the list, the warning before the last term ends,
the space without anybody; days that are past, far away, or no days.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from forum.core.state import request_state
from forum.core.web import times
from forum.spaces import queries
from forum.spaces.models import Membership

from ..support.world import World

TOKYO, LIMA, LINE, DATELINE = ("Asia/Tokyo", "America/Lima", "Pacific/Kiritimati", "Etc/GMT+12")
PEOPLE = "/forum/s/letters/people"


class Watch:
    """The clock of the pages about spaces, at a moment that the test sets."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.at = datetime(2026, 5, 1, 12, tzinfo=UTC)
        watch = self

        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return watch.at.astimezone(tz)

        patch.setattr(times, "datetime", Stopped)
        patch.setattr(queries, "now", lambda: self.at)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


@pytest.mark.parametrize(
    ("zone", "at", "earliest", "ends"),
    [
        (TOKYO, "2026-05-01T14:59", "2026-05-01", "2026-05-01T15:00"),
        (TOKYO, "2026-05-01T15:00", "2026-05-02", "2026-05-02T15:00"),
        (TOKYO, "2026-05-02T00:01", "2026-05-02", "2026-05-02T15:00"),
        (LIMA, "2026-05-01T23:59", "2026-05-01", "2026-05-02T05:00"),
        (LIMA, "2026-05-02T00:00", "2026-05-01", "2026-05-02T05:00"),
        (LIMA, "2026-05-02T04:59", "2026-05-01", "2026-05-02T05:00"),
        (LIMA, "2026-05-02T05:00", "2026-05-02", "2026-05-03T05:00"),
        (LINE, "2026-05-01T10:00", "2026-05-02", "2026-05-02T10:00"),
        (DATELINE, "2026-05-01T11:59", "2026-04-30", "2026-05-01T12:00"),
        ("UTC", "2026-05-01T23:59", "2026-05-01", "2026-05-02T00:00"),
        (None, "2026-05-01T23:59", "2026-05-01", "2026-05-02T00:00"),
    ],
)
def test_a_term_ends_with_the_day_where_it_was_chosen(
    world: World, watch: Watch, zone: str | None, at: str, earliest: str, ends: str
) -> None:
    ana, ben = world.member("Ana", timezone=zone), world.member("Ben")
    world.space("Letters", by=ana, access="open")
    chooser, chosen = world.client(ana), world.client(ben)
    watch.at = datetime.fromisoformat(f"{at}+00:00")
    first = date.fromisoformat(earliest)
    late = {"handle": "ben", "until": f"{first - timedelta(days=1)}"}
    assert chooser.post(PEOPLE, data=late).status_code == 422
    assert chooser.post(PEOPLE, data={"handle": "ben", "until": earliest}).status_code == 302
    words = f"until {first.day} {first:%B} {first.year}"
    assert words in chooser.get("/forum/s/letters").text
    assert words in chooser.get(f"{PEOPLE}/ben").text
    end = datetime.fromisoformat(f"{ends}+00:00")
    watch.at = end - timedelta(seconds=1)
    assert chosen.get(PEOPLE).status_code == 200
    assert words in chooser.get("/forum/s/letters").text
    watch.at = end
    assert chosen.get(PEOPLE).status_code == 403
    assert words not in chooser.get("/forum/s/letters").text


@pytest.mark.sites("sqlite")
def test_readers_elsewhere_read_the_day_that_it_ends_on_there(world: World, watch: Watch) -> None:
    ana = world.member("Ana", timezone=LIMA)
    space = world.space("Letters", by=ana, access="open")
    chooser = world.client(ana)
    for handle in ("ana", "ben"):
        world.member(handle.title(), timezone=LIMA)
        sent = {"act": "entrust", "until": "2026-05-04", "handle": handle}
        assert chooser.post(PEOPLE, data=sent).status_code == 302
    for zone, day in ((LIMA, 4), (DATELINE, 4), ("UTC", 5), (TOKYO, 5), (LINE, 5)):
        reader = world.client(world.member("Root", timezone=zone, is_admin=True))
        assert f"until {day} May 2026" in reader.get(f"/forum/s/{space.slug}").text
        assert f"after this space after {day} May 2026" in reader.get(PEOPLE).text


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Africa/Cairo", "2026-04-23"),  # 00:00 becomes 01:00
        ("America/Havana", "2026-10-31"),  # 01:00 becomes 00:00
        ("America/Asuncion", "2023-03-25"),  # 24:00 becomes 23:00
        ("America/Nuuk", "2026-03-28"),
        ("Asia/Kathmandu", "2026-05-01"),
    ],
)
def test_where_clocks_change_at_midnight_the_day_is_whole(
    world: World, zone: str, day: str
) -> None:
    on = date.fromisoformat(day)
    with world.request():
        request_state().timezone = zone
        end = times.end_of(on)
        assert times.day(end) == times.date(on)
        assert times.day(end + timedelta(microseconds=1)) == times.date(on + timedelta(days=1))
        last_hour = end - timedelta(minutes=59)
        assert last_hour.astimezone(ZoneInfo(zone)).date() == on


@pytest.mark.sites("sqlite")
@pytest.mark.parametrize("zone", [LINE, DATELINE])
def test_no_day_is_too_far_to_be_read(world: World, zone: str) -> None:
    ana, ben = world.member("Ana", timezone=zone), world.member("Ben")
    world.space("Letters", by=ana, access="open")
    chooser = world.client(ana)
    for day in ("9999-12-31", "9000-01-01", "0001-01-01", "soon", "9999-99-99"):
        refused = chooser.post(PEOPLE, data={"handle": "ben", "until": day})
        assert refused.status_code == 422
        assert day in refused.text
    assert chooser.post(PEOPLE, data={"handle": "ben", "until": "8999-12-31"}).status_code == 302
    assert world.client(ben).get(f"{PEOPLE}/ben").status_code == 200
    assert chooser.post(f"{PEOPLE}/ben", data={"act": "relieve"}).status_code == 302
    assert world.scalar(select(Membership.steward_ends_at)) is None
