"""How it went, told each time: who may, what is asked; corrected and withdrawn, also if locked."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from forum.attempts.models import Attempt
from forum.attempts.rows import Counts
from forum.core import events
from forum.core.database import base
from forum.core.database.outbox import Outbox
from forum.core.database.session import session
from forum.moderation.actions import moderate
from forum.spaces import actions as spaces
from forum.threads.actions import withdraw
from forum.threads.models import Post, Thread
from forum.threads.presenters.labels import tried

from ..support.said import unsigned
from ..support.world import Client, User, World

TOLD = {"outcome": "worked", "happened": "At the counter"}


@dataclass
class Asked:
    """A question of Ana's that Ben answered; Cleo and Dina look on."""

    world: World
    people: dict[str, User]
    space: Any
    thread: int
    post: int

    def client(self, name: str) -> Client:
        return self.world.client(self.people.get(name))

    @property
    def address(self) -> str:
        return f"/forum/p/{self.post}/tried"

    def page(self, name: str = "Cleo") -> str:
        return str(self.client(name).get(f"/forum/t/{self.thread}", follow_redirects=True).text)

    def counts(self) -> tuple[int, ...]:
        names = ("tried", "worked", "partly", "organisations")
        with self.world.request():
            of_post, of_thread = (
                tuple(
                    session()
                    .execute(select(*(getattr(table, name) for name in names)).filter_by(id=id))
                    .one()
                )
                for table, id in ((Post, self.post), (Thread, self.thread))
            )
        assert of_post == of_thread
        return of_post


@pytest.fixture
def asked(world: World) -> Asked:
    return ask(world)


def ask(world: World, access: str = "open") -> Asked:
    places = {"Ana": "North", "Ben": "South", "Cleo": "West", "Dina": ""}
    people = {name: world.member(name, organisation=place) for name, place in places.items()}
    among = (people["Ana"], people["Ben"])
    space = world.space("Letters", by=people["Dina"], access=access, members_=among)
    thread = world.ask(space, people["Ana"])
    return Asked(world, people, space, thread, world.write(thread, people["Ben"]))


def test_each_time_is_a_row_with_its_day_and_its_organisation(asked: Asked) -> None:
    cleo, heard = asked.client("Cleo"), list[dict[str, Any]]()

    @events.tried.connect_via(asked.world.app)
    def note(_app: object, **facts: Any) -> None:
        heard.append(facts)

    first = {**TOLD, "kept": "The letter", "changed": "The date", "tried_on": "2026-03-02"}
    answer = cleo.post(asked.address, data=first)
    assert unsigned(answer.location).endswith("?said=tried#p2")
    asked.people["Cleo"].organisation = "East"
    cleo.post(asked.address, data={"outcome": "partly", "changed": "All", "tried_on": "2026-03-09"})
    assert asked.counts() == (2, 1, 1, 2)
    page = asked.page("Ana")
    assert "Tried 2 times in 2 organisations: worked 1, partly 1" in page
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.replace("<br>", " / ")))
    told = "Cleo, West, 2 March 2026: worked / What we kept: The letter / What we changed: The date"
    assert f"{told} / What happened: At the counter" in words
    assert "Cleo, East, 9 March 2026: partly worked / What we changed: All" in words
    post = {"post": asked.post, "artefact": None, "thread": None}
    assert [{name: facts[name] for name in post} for facts in heard] == [post, post]
    assert [facts["outcome"] for facts in heard] == ["worked", "partly"]


def test_a_form_that_is_sent_twice_is_one_attempt_and_another_text_is_refused(asked: Asked) -> None:
    cleo, key = asked.client("Cleo"), str(uuid4())
    for _ in range(2):
        answer = cleo.post(asked.address, data={**TOLD, "form_key": key})
        assert unsigned(answer.location).endswith("?said=tried#p2")
    assert asked.counts() == (1, 1, 0, 1)
    other = cleo.post(asked.address, data={**TOLD, "happened": "Other", "form_key": key})
    assert other.status_code == 409
    assert "Other" in other.text
    assert asked.counts() == (1, 1, 0, 1)


def test_forms_sent_at_once_are_each_counted_once(asked: Asked) -> None:
    asked.people["Dina"].organisation = "West"

    def tell(number: int) -> int:
        sent = {"outcome": ("worked", "not")[number % 2], "happened": f"Place {number}"}
        name = ("Cleo", "Ana", "Dina")[number % 3]
        return int(asked.client(name).post(asked.address, data=sent).status_code)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(tell, range(16)))
    assert set(answers) <= {302, 503}  # busy is told; nothing is lost or counted twice
    with asked.world.request():
        outcomes = session().scalars(select(Attempt.outcome)).all()
    worked = outcomes.count("worked")
    assert asked.counts() == (len(outcomes), worked, 0, 2)
    assert answers.count(302) == len(outcomes)


@pytest.mark.parametrize(
    ("access", "name", "status"),
    [
        ("open", "nobody", 401),
        ("open", "Ben", 403),  # their own answer
        ("closed", "Cleo", 404),  # does not belong to it
    ],
)
def test_who_may_not_write_there_cannot_tell(
    world: World, access: str, name: str, status: int
) -> None:
    asked = ask(world, access)
    browser = asked.client(name)
    assert browser.get(asked.address).status_code == status
    assert browser.post(asked.address, data=TOLD).status_code == status
    assert world.scalar(select(func.count(Attempt.id))) == 0


def test_it_is_told_in_a_locked_thread_but_not_by_the_blocked_or_in_an_archived_space(
    asked: Asked,
) -> None:
    world, cleo = asked.world, asked.client("Cleo")
    with world.request():
        moderate.lock_thread(asked.thread, why="Done")
    page = asked.page()
    assert f'href="/forum/p/{asked.post}/tried"' in page
    assert "reply?" not in page
    assert cleo.post(asked.address, data=TOLD).status_code == 302
    attempt = world.scalar(select(Attempt.id))
    id = world.id(asked.people["Cleo"])
    for stop, go_on in (
        (
            lambda: spaces.block_member(asked.space.id, id, blocked=True),
            lambda: spaces.block_member(asked.space.id, id, blocked=False),
        ),
        (
            lambda: spaces.archive_space(asked.space.id, archived=True),
            lambda: spaces.archive_space(asked.space.id, archived=False),
        ),
    ):
        with world.request():
            stop()
        assert f'href="/forum/p/{asked.post}/tried"' not in asked.page()
        for address in (asked.address, f"/forum/-/tried/{attempt}"):
            assert cleo.post(address, data=TOLD).status_code == 403
        assert "Delete my result" in cleo.get(f"/forum/-/tried/{attempt}").text
        with world.request():
            go_on()
    assert asked.counts() == (1, 1, 0, 1)


def test_the_host_is_asked_about_mark(make_site: Callable[..., World]) -> None:
    asked_of = []

    def can(viewer: Any, act: str, thing: Any) -> bool | None:
        if act == "mark":
            asked_of.append(thing.id)
            return bool(viewer.name != "Cleo")
        return None

    asked = ask(make_site(can=can))
    assert asked.client("Cleo").post(asked.address, data=TOLD).status_code == 403
    assert asked.client("Ana").post(asked.address, data=TOLD).status_code == 302
    assert asked.post in asked_of


@pytest.mark.parametrize(
    ("sent", "where", "words"),
    [
        ({"happened": "x"}, "outcome", "Choose how it went"),
        ({"outcome": "best", "happened": "x"}, "outcome", "Choose how it went"),
        ({"outcome": "not"}, "kept", "Say what you kept, what you changed, or what happened"),
        ({"outcome": "not", "kept": " \u200b "}, "kept", "Say what you kept"),
        ({"outcome": "not", "changed": "x" * 501}, "changed", "Use at most 500 characters"),
        ({**TOLD, "tried_on": "yesterday"}, "tried_on", "Enter a date like 2026-06-15"),
        ({**TOLD, "tried_on": "0202-01-01"}, "tried_on", "Enter a date like 2026-06-15"),
        ({**TOLD, "tried_on": "2999-01-01"}, "tried_on", "Enter today’s date or an earlier one"),
    ],
)
def test_a_refusal_says_why_at_the_field_and_keeps_what_was_typed(
    asked: Asked, sent: dict[str, str], where: str, words: str
) -> None:
    answer = asked.client("Cleo").post(asked.address, data=sent)
    assert answer.status_code == 422
    wrong = re.search(rf'id="{where}-wrong"[^>]*>(.*?)</p>', answer.text, re.DOTALL)
    assert wrong
    assert words in wrong[1]
    assert all(text in answer.text for text in sent.values() if text.strip(" \u200b") != "best")
    assert asked.counts() == (0, 0, 0, 0)


def test_hostile_words_are_printed_as_words(asked: Asked) -> None:
    hostile = "\"'><script>x\u202e</script>\nnext"
    asked.client("Cleo").post(asked.address, data={"outcome": "partly", "kept": hostile})
    assert asked.world.scalar(select(Attempt.kept)) == "\"'><script>x</script> next"
    assert "<script>x" not in asked.page()


def test_the_day_is_that_of_its_teller_and_is_not_converted(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ines in Lima at 22:00 on the 9th, when it is the 10th in UTC; Jonas reads in Auckland."""
    world = asked.world

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime(2026, 5, 10, 3, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr("forum.core.web.times.datetime", Clock)
    ines = world.member("Ines", timezone="America/Lima")
    jonas = world.member("Jonas", timezone="Pacific/Auckland")
    browser = world.client(ines)
    assert 'value="2026-05-09"' in browser.get(asked.address).text
    tomorrow = browser.post(asked.address, data={**TOLD, "tried_on": "2026-05-10"})
    assert tomorrow.status_code == 422
    assert browser.post(asked.address, data=TOLD).status_code == 302
    attempt = world.scalar(select(Attempt.id))
    for _ in range(3):
        form = browser.get(f"/forum/-/tried/{attempt}").text
        assert 'value="2026-05-09"' in form
        again = {**TOLD, "tried_on": "2026-05-09"}
        assert browser.post(f"/forum/-/tried/{attempt}", data=again).status_code == 302
    assert world.scalar(select(Attempt.tried_on)) == date(2026, 5, 9)
    assert world.scalar(select(Attempt.corrected_at)) is None  # nothing was changed
    page = world.client(jonas).get(f"/forum/t/{asked.thread}", follow_redirects=True).text
    assert "9 May 2026" in page
    there = {**TOLD, "tried_on": "2026-05-10"}
    assert world.client(jonas).post(asked.address, data=there).status_code == 302


def test_a_correction_replaces_the_words_and_shows_its_day(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, cleo, told = asked.world, asked.client("Cleo"), list[object]()

    @events.tried.connect_via(world.app)
    def note(_app: object, **facts: object) -> None:
        told.append(facts)

    attempt = world.tell(asked.people["Cleo"], post_id=asked.post, happened="First words")
    monkeypatch.setattr("forum.attempts.actions.now", lambda: datetime(2026, 5, 3, 12, tzinfo=UTC))
    assert f'href="/forum/-/tried/{attempt}"' in asked.page("Cleo")
    assert f"/-/tried/{attempt}" not in asked.page("Ana")
    form = cleo.get(f"/forum/-/tried/{attempt}").text
    assert "First words" in form
    assert 'value="worked" checked' in form
    sent = {"outcome": "not", "kept": "Nothing", "tried_on": "2026-03-02"}
    assert cleo.post(f"/forum/-/tried/{attempt}", data=sent).status_code == 302
    page = asked.page("Ana")
    assert "First words" not in page
    assert "(corrected on 3 May 2026)" in page
    assert asked.counts() == (1, 0, 0, 1)
    assert len(told) == 1
    refused = cleo.post(f"/forum/-/tried/{attempt}", data={"outcome": "not", "kept": "x" * 501})
    assert refused.status_code == 422
    assert "x" * 501 in refused.text


def test_only_its_teller_corrects_and_withdraws_it(asked: Asked) -> None:
    attempt = asked.world.tell(asked.people["Cleo"], post_id=asked.post)
    for name in ("Ana", "Ben", "Dina"):
        browser = asked.client(name)
        assert browser.get(f"/forum/-/tried/{attempt}").status_code == 404
        for sent in (TOLD, {"withdraw": "1"}):
            assert browser.post(f"/forum/-/tried/{attempt}", data=sent).status_code == 404
    assert asked.client("nobody").get(f"/forum/-/tried/{attempt}").status_code == 401
    assert asked.counts() == (1, 1, 0, 1)
    cleo = asked.client("Cleo")
    gone = cleo.post(f"/forum/-/tried/{attempt}", data={"withdraw": "1"})
    assert unsigned(gone.location).endswith("?said=withdrawn#p2")
    assert asked.counts() == (0, 0, 0, 0)
    assert cleo.post(f"/forum/-/tried/{attempt}", data={"withdraw": "1"}).status_code == 404


@pytest.mark.parametrize("what", ["hidden", "withdrawn", "out of sight"])
def test_what_can_no_longer_be_corrected_can_still_be_deleted(asked: Asked, what: str) -> None:
    world, cleo = asked.world, asked.client("Cleo")
    attempt = world.tell(asked.people["Cleo"], post_id=asked.post, happened="My own words")
    closed = world.space("Circle", by=asked.people["Dina"], access="closed")
    with world.request():
        if what == "hidden":
            moderate.hide(asked.post, why="Off topic")
        elif what == "withdrawn":
            withdraw.withdraw(asked.post)
        else:
            session().execute(update(Thread).values(space_id=closed.id))
    own = cleo.get("/forum/m/cleo").text
    assert f'href="/forum/-/tried/{attempt}">Delete' in own
    assert "My own words" in own
    assert "My own words" not in asked.client("Dina").get("/forum/m/cleo").text
    page = cleo.get(f"/forum/-/tried/{attempt}")
    assert page.status_code == 200
    assert "My own words" in page.text
    assert "How do you do it?" not in page.text or what != "out of sight"
    assert "Delete my result" in page.text
    assert "Share how it went" not in page.text
    assert cleo.post(f"/forum/-/tried/{attempt}", data=TOLD).status_code == 403
    assert cleo.post(f"/forum/-/tried/{attempt}", data={"withdraw": "1"}).status_code == 302
    assert world.scalar(select(func.count(Attempt.id))) == 0
    assert asked.counts() == (0, 0, 0, 0)


def test_an_attempt_queues_its_answer_for_the_index_once(make_site: Callable[..., World]) -> None:
    asked = ask(make_site(drain="worker"))
    queued = select(func.count()).where(Outbox.kind == "post", Outbox.object_id == asked.post)
    before = asked.world.scalar(queued)
    for number in (1, 2, 3):
        asked.client("Cleo").post(asked.address, data=TOLD)
        assert asked.world.scalar(queued) == before + number


def test_it_is_said_once_on_a_page_and_in_a_list(asked: Asked) -> None:
    world = asked.world
    for name, outcome in (("Ana", "worked"), ("Cleo", "partly"), ("Dina", "not")):
        world.tell(asked.people[name], outcome, post_id=asked.post)
    said = "Tried 3 times in 2 organisations: worked 1, partly 1, did not 1"
    for address in (f"/forum/t/{asked.thread}", "/forum/", "/forum/s/letters"):
        page = asked.client("Cleo").get(address, follow_redirects=True).text
        assert page.count(said) == 1, address


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0, 0), ""),
        ((1, 1, 0, 0), "Tried once: worked 1"),
        ((1, 0, 0, 1), "Tried once in 1 organisation: did not 1"),
        ((4, 3, 1, 3), "Tried 4 times in 3 organisations: worked 3, partly 1"),
        ((4, 2, 1, 0), "Tried 4 times: worked 2, partly 1, did not 1"),
    ],
)
def test_only_outcomes_that_somebody_had_are_said(counts: tuple[int, ...], words: str) -> None:
    assert tried("en", Counts(*counts)) == words


def test_today_is_offered_and_the_last_second_of_a_day_counts(asked: Asked) -> None:
    today = base.now().date()
    late = {**TOLD, "tried_on": str(today + timedelta(days=2))}
    assert asked.client("Cleo").post(asked.address, data=late).status_code == 422
    assert (
        asked.client("Cleo").post(asked.address, data={**TOLD, "tried_on": ""}).status_code == 302
    )
    assert asked.world.scalar(select(Attempt.tried_on)) in {today, base.now().date()}
