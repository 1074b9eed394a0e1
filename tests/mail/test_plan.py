"""What happens to each due notice, for every schedule: decided without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forum.mail.rows import HeldRow, NewsRow
from forum.mail.schedule import DAY, MOST_BEGUN, OLDEST, Plan, Schedule, plan

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
TOMORROW, MONDAY = datetime(2026, 11, 26, 7, tzinfo=UTC), datetime(2026, 11, 30, 7, tzinfo=UTC)
SOON, MINUTE = AT + timedelta(minutes=3), timedelta(minutes=1)


def news(
    id: int, *, pace: str = "", begun: int = 0, age: timedelta = MINUTE, space: int = 1
) -> NewsRow:
    """Return a notice that is due, *age* old and worth mailing."""
    return NewsRow(
        notice_id=id,
        member_id=1,
        pace=pace,
        begun=begun,
        tries=0,
        kind="answer",
        at=AT - age,
        since=AT - age,
        thread_id=1,
        post_id=id,
        artefact_id=None,
        html="",
        state="shown",
        state_why="",
        title="Refusals",
        opener_id=1,
        page_author_id=0,
        answered_id=0,
        space_id=space,
        space_slug="letters",
        access="open",
        author_name="Ben",
        said="",
    )


def schedule(pace: str, *, not_before: datetime = AT, **by_space: str) -> Schedule:
    """Return a schedule; *by_space* are paces by names like "s1"."""
    spaces = {int(name[1:]): own for name, own in by_space.items()}
    return Schedule(pace=pace, by_space=spaces, not_before=not_before, zone=UTC)


def ids(made: Plan) -> list[int]:
    return [row.notice_id for row in made.send]


@pytest.mark.parametrize(
    ("pace", "waited_for", "not_before", "outcome"),
    [
        ("once", "", AT, "send"),
        ("once", "", SOON, (SOON, "")),  # a message went out a moment ago
        ("once", "daily", AT, "send"),  # the member has changed their mind
        ("daily", "", AT, (TOMORROW, "daily")),
        ("daily", "", SOON, (TOMORROW, "daily")),
        ("daily", "daily", AT, "send"),
        ("daily", "daily", SOON, "send"),
        ("daily", "weekly", AT, (TOMORROW, "daily")),
        ("weekly", "", AT, (MONDAY, "weekly")),
        ("weekly", "weekly", AT, "send"),
        ("weekly", "daily", AT, (MONDAY, "weekly")),
        ("never", "", AT, "drop"),
        ("never", "daily", AT, "drop"),
    ],
)
def test_a_notice_is_sent_put_off_or_dropped_by_its_pace(
    pace: str, waited_for: str, not_before: datetime, outcome: object
) -> None:
    made = plan([7], [news(7, pace=waited_for)], schedule(pace, not_before=not_before), at=AT)
    assert ids(made) == ([7] if outcome == "send" else [])
    assert made.drop == ({7} if outcome == "drop" else set())
    assert made.later == ({outcome: [7]} if isinstance(outcome, tuple) else {})


def test_a_space_with_its_own_pace_uses_it() -> None:
    rows = [news(1, space=1), news(2, space=2)]
    made = plan([1, 2], rows, schedule("never", s2="once"), at=AT)
    assert (ids(made), made.drop) == ([2], {1})


@pytest.mark.parametrize(
    "row",
    [news(1, begun=MOST_BEGUN), news(1, age=OLDEST), news(1, age=OLDEST + MINUTE)],
    ids=["begun too often", "two weeks old", "older"],
)
def test_notices_begun_too_often_or_too_old_are_dropped(row: NewsRow) -> None:
    made = plan([1], [row], schedule("once"), at=AT)
    assert (ids(made), made.drop, made.later) == ([], {1}, {})


def test_due_notices_without_news_are_dropped() -> None:
    made = plan([1, 2, 3], [news(2)], schedule("once"), at=AT)
    assert (ids(made), made.drop) == ([2], {1, 3})


def test_a_message_of_unknown_fate_is_repeated_as_it_was() -> None:
    made = plan([1, 2], [news(1, begun=1), news(2)], schedule("once"), at=AT)
    assert (ids(made), made.drop, made.later) == ([1], set(), {})  # the other one goes next time


def test_nothing_due_is_an_empty_plan() -> None:
    assert plan([], [], schedule("once"), at=AT) == Plan(send=[])


@pytest.mark.parametrize(
    ("pace", "outcome"),
    [
        ("once", (AT + DAY, "")),
        ("daily", (TOMORROW, "daily")),
        ("weekly", (MONDAY, "weekly")),
        ("never", None),
    ],
)
def test_what_cannot_be_read_now_waits_for_two_weeks(
    pace: str, outcome: tuple[datetime, str] | None
) -> None:
    fresh, old = (HeldRow(id, AT - age, 1) for id, age in ((7, MINUTE), (8, OLDEST)))
    made = plan([7, 8], [], schedule("once", s1=pace), at=AT, held=[fresh, old])
    assert made.drop == ({8} if outcome else {7, 8})
    assert made.later == ({outcome: [7]} if outcome else {})


def test_news_that_is_sent_does_not_wait_too() -> None:
    made = plan([7], [news(7)], schedule("once"), at=AT, held=[HeldRow(7, AT - MINUTE, 1)])
    assert (ids(made), made.later) == ([7], {})


def test_mail_about_a_sealed_take_waits_until_it_opens_and_no_longer() -> None:
    soon, later = AT + 2 * MINUTE, AT + timedelta(days=3)
    for opens, due in ((soon, soon), (later, AT + DAY), (AT - MINUTE, AT + DAY)):
        held = [HeldRow(7, opens, 1)]
        made = plan([7], [], schedule("once"), at=AT, held=held)
        assert (made.later, made.drop) == ({(due, ""): [7]}, set())
