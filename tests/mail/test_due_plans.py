"""Whoever planned to try something is asked once how it went, for each day that they named."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from forum.attempts.actions import plans
from forum.attempts.due_plans import ask_due
from forum.attempts.models import Plan
from forum.attempts.rows import Thing
from forum.core.database import base
from forum.core.database.session import session
from forum.moderation import actions as order
from forum.moderation.actions.moderate import hide
from forum.notices.models import Notice
from forum.spaces.models import Membership
from forum.threads.actions import withdraw
from forum.threads.models import Thread

from ..support.walk import furnish
from ..support.world import User, World
from .conftest import Office

MAY = date(2026, 5, 3)
WORDS = "at the zebrafinch counter"


class Scene:
    """Ana asks "Which form?", Ben answers, Eva means to try it by 3 May."""

    def __init__(self, office: Office, people: dict[str, User]) -> None:
        self.office, self.world, self.people = office, office.world, people
        self.eva = people["eva"]
        self.space = self.world.space("Letters", by=people["ana"])
        self.thread = self.world.ask(self.space, people["ana"], "Which form?")
        self.post = self.world.write(self.thread, people["ben"])
        self.plan()

    def plan(self, day: date | None = MAY) -> None:
        owner = self.world.id(self.eva)
        with self.world.request():
            thing = Thing(post_id=self.post)
            plans.plan(thing, member_id=owner, day=day, place=WORDS)

    def work(self, day: int, month: int = 5, hour: int = 12) -> None:
        """Let the worker run once, at an hour of a day in UTC."""
        with self.world.app.app_context():
            ask_due(datetime(2026, month, day, hour, tzinfo=UTC))

    def mail(self, day: int) -> int:
        """Send what is due at one o'clock of a day in May."""
        return self.office.round(at=datetime(2026, 5, day, 13, tzinfo=UTC))

    def for_you(self, user: User | None = None) -> str:
        return str(self.world.client(user or self.eva).get("/forum/-/for-you").text)

    def times(self) -> int:
        """How often Eva is asked on "For you"."""
        return self.for_you().count("You planned to try this by")


@pytest.fixture
def scene(office: Office, people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The scene, looked at on 4 May."""
    found = Scene(office, people)
    look_on(monkeypatch, 4)
    return found


def look_on(monkeypatch: pytest.MonkeyPatch, day: int, month: int = 5) -> None:
    """Let it be noon of a day for whoever reads."""
    at = datetime(2026, month, day, 12, tzinfo=UTC)
    monkeypatch.setattr("forum.attempts.policy.now", lambda: at)


def asked(world: World) -> int:
    return int(world.scalar(select(func.count()).where(Notice.kind == "due")))


def test_asked_on_the_morning_after_and_once(scene: Scene) -> None:
    scene.work(3)
    scene.work(4, hour=6)
    assert scene.times() == 0
    for _ in range(3):
        scene.work(4, hour=7)
    page = scene.for_you()
    assert page.count("You planned to try this by 3 May 2026") == 1
    assert WORDS in page
    assert f'href="/forum/p/{scene.post}/tried"' in page
    assert "new notice" not in page
    assert "1 new" not in scene.world.client(scene.eva).get("/forum/").text
    for name in ("ana", "ben"):
        assert "zebrafinch" not in scene.for_you(scene.people[name])
    assert scene.mail(4) == 1
    (mail,) = scene.office.to(scene.eva)
    assert "You planned to try this. How did it go?" in mail.as_string()
    scene.work(5)
    assert scene.mail(5) == 0


@pytest.mark.sites("sqlite", "postgres")
def test_four_workers_ask_once(scene: Scene) -> None:
    def work(_: int) -> None:
        scene.work(4, hour=8)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert scene.times() == 1
    scene.mail(4)
    assert len(scene.office.to(scene.eva)) == 1


def test_a_new_day_is_asked_about_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.work(4)
    scene.plan(date(2026, 5, 10))
    assert scene.times() == 0
    scene.work(5)
    assert scene.times() == 0
    look_on(monkeypatch, 11)
    scene.work(11)
    assert scene.times() == 1
    scene.plan(None)
    scene.work(20)
    assert scene.times() == 0


def test_told_before_dropped_or_without_a_day_nothing_is_asked(scene: Scene) -> None:
    scene.world.tell(scene.eva, "partly", post_id=scene.post)
    scene.work(4)
    scene.plan(None)
    scene.work(4)
    with scene.world.request():
        plans.end(Thing(post_id=scene.post), scene.world.id(scene.eva))
    scene.work(4)
    assert asked(scene.world) == 0


def test_an_answer_ends_the_question(scene: Scene) -> None:
    scene.work(4)
    scene.world.tell(scene.eva, post_id=scene.post)
    assert scene.times() == 0
    scene.mail(4)
    assert scene.office.to(scene.eva) == []
    scene.plan()
    scene.work(4)
    assert scene.times() == 1  # another plan


def test_unanswered_it_ends_without_a_word(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.work(4)
    look_on(monkeypatch, 17)
    assert scene.times() == 1
    look_on(monkeypatch, 19)
    assert scene.times() == 0
    assert "No plans yet" in scene.world.client(scene.eva).get("/forum/-/plans").text
    scene.mail(19)
    assert "zebrafinch" not in "".join(m.as_string() for m in scene.office.to(scene.eva))


def test_after_a_long_outage_nothing_is_asked(scene: Scene) -> None:
    scene.work(4, month=6)
    assert asked(scene.world) == 0
    assert scene.world.scalar(select(func.count(Plan.id))) == 0


def test_whoever_is_away_is_asked_when_they_are_back(scene: Scene) -> None:
    gone = scene.world.site.people.pop(scene.eva.id)
    scene.work(4)
    assert asked(scene.world) == 0
    scene.world.site.people[scene.eva.id] = gone
    scene.work(6)
    assert asked(scene.world) == 1


@pytest.mark.parametrize("how", ["hidden", "moved", "withdrawn"])
def test_out_of_sight_only_their_own_words_are_left(scene: Scene, how: str) -> None:
    ana = scene.people["ana"]
    circle = scene.world.space("Quiet circle", by=ana, access="closed")
    with scene.world.request():
        if how == "moved":
            order.move_with_reports(scene.thread, space_id=circle.id)
        elif how == "hidden":
            hide(scene.post, why="Off topic")
        else:
            withdraw.withdraw(scene.post)
    scene.work(4)
    page = scene.for_you()
    assert "Something you can no longer read" in page
    assert WORDS in page
    for word in ("Which form?", "Quiet circle", "Letters", f"/p/{scene.post}", "Off topic"):
        assert word not in page.partition("<main")[2]
    scene.mail(4)
    assert scene.office.to(scene.eva) == []
    plan = scene.world.scalar(select(Plan.id))
    assert scene.world.client(scene.eva).post(f"/forum/-/plans/{plan}").status_code == 302
    assert "no longer read" not in scene.for_you()


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Europe/Zurich", date(2026, 3, 28), 5),  # the clocks go forward that night
        ("Europe/Zurich", date(2026, 10, 24), 6),  # and back
        ("America/Lima", date(2026, 5, 3), 12),
        ("Pacific/Auckland", date(2026, 5, 3), -5),
    ],
)
def test_at_seven_by_their_own_clock(scene: Scene, zone: str, day: date, hour: int) -> None:
    scene.eva.timezone = zone
    scene.plan(day)
    due = datetime.combine(day + timedelta(days=1), time(), UTC) + timedelta(hours=hour)
    assert due.astimezone(ZoneInfo(zone)).hour == 7
    with scene.world.app.app_context():
        for minutes, said in ((-48 * 60, 0), (-1, 0), (0, 1), (1, 1)):
            ask_due(due + timedelta(minutes=minutes))
            assert asked(scene.world) == said


def test_two_who_plan_the_same_are_each_mailed_once(scene: Scene) -> None:
    ana = scene.people["ana"]
    owner = scene.world.id(ana)
    first = int(scene.world.scalar(select(Plan.id)))
    with scene.world.request():
        plans.plan(Thing(post_id=scene.post), member_id=owner, day=MAY, place="")
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    with scene.world.request():
        assert plans.ask(first, MAY, at)
    assert scene.mail(4) == 1
    with scene.world.app.app_context():
        ask_due(at)
    scene.mail(4)
    assert [len(scene.office.to(user)) for user in (scene.eva, ana)] == [1, 1]


def test_the_day_they_were_asked_about_saved_again_is_not_asked_about_again(scene: Scene) -> None:
    scene.work(4)
    scene.plan()
    with scene.world.app.app_context():
        assert ask_due(datetime(2026, 5, 5, 12, tzinfo=UTC)) == 0
    assert scene.times() == 1
    assert scene.world.scalar(select(func.count(Plan.id))) == 1


def test_what_nobody_answers_is_deleted(scene: Scene) -> None:
    scene.work(4)
    scene.work(17)
    assert scene.world.scalar(select(func.count(Plan.id))) == 1
    scene.work(19)
    assert scene.world.scalar(select(func.count(Plan.id))) == 0


def test_reading_the_page_again_does_not_answer_the_question(scene: Scene) -> None:
    ana, ben, world = scene.people["ana"], scene.people["ben"], scene.world
    made = furnish(world, scene.space, ana, ben, say="plain {}".format, tag="t", word="blue")
    owner = world.id(scene.eva)
    with world.request():
        plans.end(Thing(post_id=scene.post), owner)
        plans.plan(Thing(artefact_id=made.artefact), member_id=owner, day=MAY, place="")
    scene.work(4)
    world.client(scene.eva).get(f"/forum/a/{made.artefact}", follow_redirects=True)
    assert scene.mail(4) == 1


def test_who_may_no_longer_write_there_is_not_mailed_nor_sent_to_a_refusal(scene: Scene) -> None:
    scene.work(4)
    member = scene.world.id(scene.eva)
    with scene.world.request():
        session().add(Membership(space_id=scene.space.id, member_id=member, blocked_at=base.now()))
    page = scene.for_you()
    assert "You planned to try this by" in page
    assert f"/p/{scene.post}/plan" not in page
    assert f"/p/{scene.post}/tried" not in page
    assert scene.mail(4) == 0


def test_its_words_are_stored_by_no_browser(scene: Scene) -> None:
    browser = scene.world.client(scene.eva)
    assert browser.get("/forum/-/for-you").headers["Cache-Control"] != "private, no-store"
    scene.work(4)
    assert browser.get("/forum/-/for-you").headers["Cache-Control"] == "private, no-store"


def test_left_out_after_somebody_was_asked(scene: Scene) -> None:
    scene.work(4)
    mounted = scene.world.app.extensions["forum"]
    mounted.config = replace(mounted.config, without=("plans",))
    page = scene.world.client(scene.eva).get("/forum/-/for-you")
    assert page.status_code == 200
    assert "You planned" not in page.text
    assert WORDS not in page.text
    assert scene.mail(4) == 0


@pytest.mark.parametrize("what", ["artefact", "thread"])
def test_pages_of_the_library_and_of_the_host(scene: Scene, what: str) -> None:
    ana, ben, world = scene.people["ana"], scene.people["ben"], scene.world
    made = furnish(world, scene.space, ana, ben, say="plain {}".format, tag="t", word="blue")
    thing, title = Thing(artefact_id=made.artefact), "blue"
    if what == "thread":
        thread = world.discuss(scene.space, ana)
        thing, title = Thing(thread_id=thread), "Leave policy"
        with world.request():
            values = {"anchor_key": "p:1", "anchor_title": title, "anchor_url": "/p/1"}
            session().execute(update(Thread).where(Thread.id == thread).values(values))
    owner = world.id(scene.eva)
    with world.request():
        plans.end(Thing(post_id=scene.post), owner)
        plans.plan(thing, member_id=owner, day=MAY, place=WORDS)
    scene.work(4)
    page = scene.for_you()
    assert scene.times() == 1
    assert title in page.partition("You planned to try")[2]
    assert WORDS in page
    assert scene.mail(4) == 1
    assert "You planned to try" in scene.office.to(scene.eva)[-1].as_string()
    world.tell(scene.eva, **{f"{what}_id": thing[1 if what == "artefact" else 2]})
    assert scene.times() == 0


def test_whoever_wants_no_such_notice_gets_none(scene: Scene) -> None:
    browser = scene.world.client(scene.eva)
    assert "Questions about how your plans went" in browser.get("/forum/-/for-you/kinds").text
    browser.post("/forum/-/for-you/kinds", data={"kinds.mention": "1"})
    scene.work(4)
    assert scene.times() == 0
    scene.mail(4)
    assert scene.office.to(scene.eva) == []


def test_a_plan_whose_day_is_changed_while_it_is_asked_is_left_alone(scene: Scene) -> None:
    plan = int(scene.world.scalar(select(Plan.id)))
    later = datetime(2026, 5, 9, 12, tzinfo=UTC)
    scene.plan(date(2026, 5, 9))
    with scene.world.request():
        assert not plans.ask(plan, MAY, datetime(2026, 5, 4, 12, tzinfo=UTC))
        plans.look_again(plan, MAY, until=later + timedelta(days=9))
        assert session().scalar(select(Plan.look_at)) == later


def test_a_host_whose_function_fails_delays_nobody_else(
    make_office: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    office: list[Office] = []

    def load(id: str) -> object:
        person = office[0].world.site.people[id]
        if person.name == "Eva":
            raise RuntimeError("the directory is down")
        return person

    office.append(make_office(load=load))
    world = office[0].world
    people = {
        name.lower(): world.member(name, email=f"{name.lower()}@intranet.example")
        for name in ("Ana", "Ben", "Eva")
    }
    scene = Scene(office[0], people)
    ana = world.id(people["ana"])
    with world.request():
        plans.plan(Thing(post_id=scene.post), member_id=ana, day=MAY, place="")
    look_on(monkeypatch, 4)
    scene.work(4)
    assert world.scalar(select(Notice.member_id).where(Notice.kind == "due")) == ana
