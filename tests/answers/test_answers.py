"""What became of an answer: whether it helped the asker, and how it went for others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from forum.answers.models import Try
from forum.core import events
from forum.core.database.outbox import Outbox
from forum.moderation.actions import moderate
from forum.threads.models import Post, Thread
from forum.threads.presenters.labels import tried

from ..support.said import unsigned
from ..support.world import World


def asked(world: World, *, access: str = "open") -> tuple[dict[str, object], int, int]:
    people = {name: world.member(name) for name in ("Ana", "Ben", "Cleo", "Dina")}
    space = world.space(
        "Letters", by=people["Dina"], access=access, members_=(people["Ana"], people["Ben"])
    )
    thread = world.ask(space, people["Ana"])
    return {**people, "space": space, "nobody": None}, thread, world.write(thread, people["Ben"])


def counters(world: World, post: int) -> tuple[int, ...]:
    with world.request():
        row = (
            world.app.extensions["forum"]
            .db.session.execute(
                select(
                    Post.helped, Post.tried, Post.worked, Thread.helped, Thread.tried, Thread.worked
                )
                .join(Thread, Thread.id == Post.thread_id)
                .where(Post.id == post)
            )
            .one()
        )
    return tuple(int(value) for value in row)


def test_the_asker_marks_an_answer_as_helpful_and_unmarks_it(world: World) -> None:
    who, thread, post = asked(world)
    told: list[int] = []

    @events.answer_helped.connect_via(world.app)
    def note(_app: object, *, post: int, **_facts: object) -> None:
        told.append(post)

    browser = world.client(who["Ana"])
    for _ in range(2):
        answer = browser.post(f"/forum/p/{post}/helped", data={"helped": "1"})
        assert unsigned(answer.location).endswith("?said=helped#p2")
    assert counters(world, post) == (1, 0, 0, 1, 0, 0)
    assert told == [post]
    assert "This helped" in browser.get(f"/forum/t/{thread}", follow_redirects=True).text
    browser.post(f"/forum/p/{post}/helped", data={"helped": "0"})
    assert counters(world, post) == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("name", "status"), [("Ben", 403), ("Cleo", 403), ("Dina", 403), ("nobody", 401)]
)
def test_only_the_asker_can_mark_an_answer(world: World, name: str, status: int) -> None:
    who, _thread, post = asked(world)
    answer = world.client(who[name]).post(f"/forum/p/{post}/helped", data={"helped": "1"})
    assert answer.status_code == status
    assert counters(world, post)[0] == 0


def test_only_a_shown_answer_can_be_marked(world: World) -> None:
    who, thread, post = asked(world)
    reply = world.write(thread, who["Cleo"], to=2)
    browser = world.client(who["Ana"])
    assert browser.post(f"/forum/p/{reply}/helped", data={"helped": "1"}).status_code == 403
    assert browser.post(f"/forum/p/{post}/helped", data={"helped": "9"}).status_code == 422
    with world.request():
        moderate.lock_thread(thread, why="Done")
    assert browser.post(f"/forum/p/{post}/helped", data={"helped": "1"}).status_code == 403


def test_a_report_is_saved_counted_replaced_and_withdrawn(world: World) -> None:
    who, thread, post = asked(world)
    cleo, told = world.client(who["Cleo"]), list[str]()

    @events.tried.connect_via(world.app)
    def note(_app: object, *, outcome: str, **_facts: object) -> None:
        told.append(outcome)

    for outcome, expected in [
        ("worked", (0, 1, 1, 0, 1, 1)),
        ("worked", (0, 1, 1, 0, 1, 1)),
        ("not", (0, 1, 0, 0, 1, 0)),
        ("partly", (0, 1, 0, 0, 1, 0)),
        ("worked", (0, 1, 1, 0, 1, 1)),
    ]:
        answer = cleo.post(
            f"/forum/p/{post}/tried", data={"outcome": outcome, "note": f"Here, {outcome}"}
        )
        assert unsigned(answer.location).endswith("?said=tried#p2")
        assert counters(world, post) == expected
    assert told == ["worked", "worked", "not", "partly", "worked"]
    world.client(who["Ana"]).post(
        f"/forum/p/{post}/tried", data={"outcome": "not", "note": "At the counter"}
    )
    assert counters(world, post) == (0, 2, 1, 0, 2, 1)
    page = cleo.get(f"/forum/t/{thread}", follow_redirects=True).text
    assert "Here, worked" in page
    assert "At the counter" in page
    form = cleo.get(f"/forum/p/{post}/tried").text
    assert 'value="Here, worked"' in form
    assert 'value="worked" checked' in form
    for _ in range(2):
        cleo.post(f"/forum/p/{post}/tried", data={"withdraw": "1"})
        assert counters(world, post) == (0, 1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("access", "name", "status"),
    [
        ("open", "nobody", 401),  # a guest
        ("open", "Ben", 403),  # their own answer
        ("closed", "Cleo", 404),  # not a member
    ],
)
def test_people_who_may_not_write_there_cannot_report(
    world: World, access: str, name: str, status: int
) -> None:
    who, _thread, post = asked(world, access=access)
    browser = world.client(who[name])
    address = f"/forum/p/{post}/tried"
    assert browser.get(address).status_code == status
    sent = {"outcome": "worked", "note": "Here"}
    assert browser.post(address, data=sent).status_code == status
    assert world.scalar(select(Try.post_id)) is None


def test_a_blocked_member_can_read_but_not_report(world: World) -> None:
    from forum.spaces import actions as spaces

    who, thread, post = asked(world)
    ids = [world.id(who["Cleo"]), world.id(who["Ana"])]
    with world.request():
        for id in ids:
            spaces.block_member(who["space"].id, id, blocked=True)
    cleo = world.client(who["Cleo"])
    assert cleo.get(f"/forum/t/{thread}", follow_redirects=True).status_code == 200
    assert cleo.get(f"/forum/p/{post}/tried").status_code == 403
    sent = {"outcome": "worked", "note": "Here"}
    assert cleo.post(f"/forum/p/{post}/tried", data=sent).status_code == 403
    ana = world.client(who["Ana"])
    assert ana.post(f"/forum/p/{post}/helped", data={"helped": "1"}).status_code == 403


def test_a_report_needs_an_outcome_and_one_short_line(world: World) -> None:
    who, _thread, post = asked(world)
    cleo = world.client(who["Cleo"])
    address = f"/forum/p/{post}/tried"
    empty = cleo.post(address, data={})
    assert empty.status_code == 422
    assert "Choose how it went" in empty.text
    long = cleo.post(address, data={"outcome": "worked", "note": "x" * 201})
    assert long.status_code == 422
    assert "x" * 201 in long.text
    hostile = "\"'><script>x\u202e</script>\nnext"
    assert cleo.post(address, data={"outcome": "partly", "note": hostile}).status_code == 302
    assert world.scalar(select(Try.note)) == "\"'><script>x</script> next"
    thread = world.scalar(select(Post.thread_id).where(Post.id == post))
    assert "<script>x" not in cleo.get(f"/forum/t/{thread}", follow_redirects=True).text


def test_only_an_answer_can_be_reported_on(world: World) -> None:
    who, thread, _post = asked(world)
    opening = world.scalar(select(Post.id).where(Post.thread_id == thread, Post.number == 1))
    reply = world.write(thread, who["Dina"], to=2)
    for id in (opening, reply):
        assert world.client(who["Cleo"]).get(f"/forum/p/{id}/tried").status_code == 403


def test_reports_sent_at_once_are_counted_once(world: World) -> None:
    who, _thread, post = asked(world)
    people = [who["Cleo"], who["Ana"], who["Cleo"], who["Dina"]]

    def tell(number: int) -> int:
        sent = {"outcome": ("worked", "not")[number % 2], "note": f"Place {number}"}
        browser = world.client(people[number % 4])
        return int(browser.post(f"/forum/p/{post}/tried", data=sent).status_code)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(tell, range(16)))
    assert set(answers) <= {302, 503}  # busy is told; nothing is lost or counted twice
    with world.request():
        outcomes = world.app.extensions["forum"].db.session.scalars(select(Try.outcome)).all()
    worked = sum(outcome == "worked" for outcome in outcomes)
    assert counters(world, post) == (0, len(outcomes), worked, 0, len(outcomes), worked)


def test_a_report_queues_its_answer_for_the_index_once(make_site: Callable[..., World]) -> None:
    world = make_site(drain="worker")
    who, _thread, post = asked(world)
    cleo = world.client(who["Cleo"])
    told = select(func.count()).where(Outbox.kind == "post", Outbox.object_id == post)
    before = world.scalar(told)
    for outcome, number in (("worked", 1), ("worked", 2), ("not", 3)):
        cleo.post(f"/forum/p/{post}/tried", data={"outcome": outcome, "note": "Here"})
        assert world.scalar(told) == before + number


def test_a_partly_is_no_failure_and_is_said_once_a_page(world: World) -> None:
    who, thread, post = asked(world)
    world.client(who["Ana"]).post(f"/forum/p/{post}/helped", data={"helped": "1"})
    for name, outcome in (("Ana", "worked"), ("Cleo", "partly"), ("Dina", "not")):
        sent = {"outcome": outcome, "note": "Here"}
        world.client(who[name]).post(f"/forum/p/{post}/tried", data=sent)
    reader = world.client(who["Cleo"])
    said = "Tried 3: worked 1, partly 1, did not 1"
    for address in (f"/forum/t/{thread}", "/forum/"):
        assert reader.get(address, follow_redirects=True).text.count(said) == 1, address
    reader.post(f"/forum/p/{post}/tried", data={"withdraw": "1"})
    assert "Tried 2: worked 1, did not 1" in reader.get("/forum/").text


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), ""),
        ((1, 1, 0), "Tried 1: worked 1"),
        ((1, 0, 0), "Tried 1: did not 1"),
        ((4, 2, 1), "Tried 4: worked 2, partly 1, did not 1"),
    ],
)
def test_only_outcomes_that_somebody_had_are_said(counts: tuple[int, int, int], words: str) -> None:
    assert tried("en", *counts) == words
