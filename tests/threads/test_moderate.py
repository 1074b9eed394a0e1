"""Threads are pinned, locked and moved by the stewards of their space."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from forum.artefacts import actions as artefacts
from forum.core.database.session import session
from forum.doctor import counters
from forum.members.viewer import GUEST
from forum.moderation.models import LogEntry
from forum.spaces import actions as spaces
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.models import Thread

from ..support.world import User, World

WHO = ("guest", "reader", "author", "steward elsewhere", "admin")


@pytest.fixture
def people(world: World) -> dict[str, User | None]:
    """Everybody, by their part in the space Letters."""
    return {
        "guest": None,
        "steward": world.member("Ana"),
        "author": world.member("Ben"),
        "reader": world.member("Eva"),
        "steward elsewhere": world.member("Uma"),
        "admin": world.member("Root", is_admin=True),
    }


@pytest.fixture
def thread(world: World, people: dict[str, Any]) -> int:
    """A question in the space Letters; Elsewhere is another space."""
    world.space("Elsewhere", by=people["steward elsewhere"])
    return world.ask(world.space("Letters", by=people["steward"]), people["author"], "Which form?")


def logged(world: World) -> list[tuple[str, str]]:
    """Return act and reason of every log entry, oldest first."""
    with world.request():
        found = session().execute(select(LogEntry.act, LogEntry.reason).order_by(LogEntry.id)).all()
    return [(entry.act, entry.reason) for entry in found]


SENT = {
    "pin": {"pinned": "1"},
    "lock": {"locked": "1", "reason": "It is settled"},
    "move": {"space": "elsewhere", "reason": "It fits better"},
}


@pytest.mark.parametrize("act", SENT)
@pytest.mark.parametrize("who", WHO)
def test_only_a_steward_of_the_space_may_moderate(
    world: World, people: dict[str, User | None], thread: int, act: str, who: str
) -> None:
    browser = world.client(people[who])
    address = f"{world.home}/t/{thread}/{act}"
    status = 401 if who == "guest" else 403
    assert browser.post(address, data=SENT[act]).status_code == status
    if act != "pin":
        assert browser.get(address).status_code == status
    page = browser.get(f"{world.home}/t/{thread}-which-form").text
    assert f"/t/{thread}/{act}" not in page
    assert logged(world) == []


@pytest.mark.parametrize("act", SENT)
def test_a_thread_the_steward_cannot_see_is_not_found(
    world: World, people: dict[str, User | None], act: str
) -> None:
    steward = people["steward"]
    assert steward
    closed = world.ask(world.space("Between us", by=steward, access="closed"), steward)
    browser = world.client(people["steward elsewhere"])
    for id in (closed, 999):
        assert browser.post(f"{world.home}/t/{id}/{act}", data=SENT[act]).status_code == 404


def test_a_thread_is_pinned_and_unpinned(
    world: World, people: dict[str, User | None], thread: int
) -> None:
    browser = world.client(people["steward"])
    for pinned in ("1", "0"):
        answer = browser.post(f"{world.home}/t/{thread}/pin", data={"pinned": pinned})
        assert answer.status_code == 302
        assert world.scalar(select(Thread.pinned)) is (pinned == "1")
    assert [act for act, _ in logged(world)] == ["pin", "unpin"]
    assert browser.post(f"{world.home}/t/{thread}/pin", data={"pinned": "2"}).status_code == 422


def test_a_locked_thread_takes_no_posts_until_it_is_unlocked(
    world: World, people: dict[str, User | None], thread: int
) -> None:
    browser, reader = world.client(people["steward"]), world.client(people["reader"])
    address = f"{world.home}/t/{thread}"
    assert "Lock the thread" in browser.get(f"{address}/lock").text
    assert browser.post(f"{address}/lock", data=SENT["lock"]).status_code == 302
    assert "It is settled" in reader.get(f"{address}-which-form").text
    assert reader.post(f"{address}/reply", data={"text": "But"}).status_code == 403
    assert "Unlock the thread" in browser.get(f"{address}/lock").text
    assert browser.post(f"{address}/lock", data={"locked": "0"}).status_code == 302
    assert reader.post(f"{address}/reply", data={"text": "So"}).status_code == 302
    assert logged(world) == [("lock", "It is settled"), ("unlock", "")]


@pytest.mark.parametrize(
    "sent", [{"locked": "1"}, {"locked": "1", "reason": "x" * 161}, {"reason": "Why"}]
)
def test_a_lock_needs_a_reason(
    world: World, people: dict[str, User | None], thread: int, sent: dict[str, str]
) -> None:
    answer = world.client(people["steward"]).post(f"{world.home}/t/{thread}/lock", data=sent)
    assert answer.status_code == 422
    assert world.scalar(select(Thread.locked_at)) is None


def test_a_moved_thread_keeps_its_address(
    world: World, people: dict[str, User | None], thread: int
) -> None:
    browser = world.client(people["steward"])
    assert "Elsewhere" in browser.get(f"{world.home}/t/{thread}/move").text
    answer = browser.post(f"{world.home}/t/{thread}/move", data=SENT["move"])
    assert answer.status_code == 302
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert "The thread has been moved." in page.text
    assert "Undo the move" in page.text
    assert logged(world) == [("move", "It fits better"), ("receive", "It fits better")]
    assert browser.post(f"{world.home}/t/{thread}/pin", data=SENT["pin"]).status_code == 403


@pytest.mark.parametrize("space", ["", "no-such-space", "letters", "between-them", "old"])
def test_a_thread_moves_only_to_a_space_in_which_the_steward_may_open_one(
    world: World, people: dict[str, User | None], thread: int, space: str
) -> None:
    other, steward = people["steward elsewhere"], people["steward"]
    assert other
    assert steward
    world.space("Between them", by=other, access="closed")
    old = world.space("Old", by=steward)
    from forum.spaces import actions

    with world.request():
        actions.archive_space(old.id, archived=True)
    answer = world.client(steward).post(
        f"{world.home}/t/{thread}/move", data={"space": space, "reason": "Why"}
    )
    assert answer.status_code == 422
    assert "Between them" not in answer.text
    assert logged(world) == []


def test_moving_out_of_a_closed_space_needs_a_confirmation(
    world: World, people: dict[str, User | None], thread: int
) -> None:
    steward = people["steward"]
    assert steward
    closed = world.ask(world.space("Between us", by=steward, access="closed"), steward)
    browser = world.client(steward)
    address = f"{world.home}/t/{closed}/move"
    assert 'name="seen"' in browser.get(address).text
    assert browser.post(address, data=SENT["move"]).status_code == 422
    assert browser.post(address, data={**SENT["move"], "seen": "1"}).status_code == 302


def test_a_moved_thread_shows_its_artefacts_only_to_readers_of_their_library(
    world: World, people: dict[str, User | None], thread: int
) -> None:
    steward, elsewhere = people["steward"], people["steward elsewhere"]
    assert steward
    assert elsewhere
    closed = world.space("Between us", by=steward, access="closed")
    moved, author = world.discuss(closed, steward), world.id(steward)
    with world.request():
        first = queries.post_by_number(GUEST, moved, 1)
        assert first is not None
        page = artefacts.create(
            space_id=closed.id,
            kind="story",
            title="A canary",
            tags=(),
            author_id=author,
            text=compose("Mine"),
            sources=[(moved, first.id)],
        ).id
    lists = f"{world.home}/-/threads"
    assert "Saved in the library" in world.client(steward).get(lists).text
    sent = {**SENT["move"], "seen": "1"}
    world.client(steward).post(f"{world.home}/t/{moved}/move", data=sent)
    for user in (steward, elsewhere):
        assert "Saved in the library" not in world.client(user).get(lists).text
    there = world.client(elsewhere).get(f"{world.home}/t/{moved}", follow_redirects=True).text
    assert "Saved in the library" not in there
    assert "canary" not in there
    ours = world.client(steward).get(f"{world.home}/t/{moved}", follow_redirects=True).text
    assert f"/a/{page}-a-canary" in ours
    back = world.client(steward).get(f"{world.home}/a/{page}", follow_redirects=True).text
    assert f"/t/{moved}-" in back
    with world.request():
        assert list(counters.faults()) == []
    sent["space"] = closed.slug
    here = world.scalar(select(Thread.space_id).where(Thread.id == moved))
    with world.request():
        spaces.appoint_steward(here, author)
    assert world.client(steward).post(f"{world.home}/t/{moved}/move", data=sent).status_code == 302
    assert world.scalar(select(Thread.kept).where(Thread.id == moved)) == 1
    assert "Saved in the library" in world.client(steward).get(lists).text
