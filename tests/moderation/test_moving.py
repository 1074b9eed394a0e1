"""Moving a thread to where its authors cannot read: said before, and undone for a day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.moderation.models import LogEntry
from forum.spaces import actions as spaces
from forum.threads.models import Post, Thread

from .place import Place

SENT = {"space": "between-us", "reason": "For us"}


@pytest.fixture
def moved(place: Place) -> str:
    """The address of the log, after Ana moved a thread to a space that its authors cannot read."""
    place.world.space("Between us", by=place.ana, access="closed")
    return move(place)


def move(place: Place) -> str:
    sent = {**SENT, "shut_out": "between-us"}
    answer = place.world.client(place.ana).post(
        f"{place.world.home}/t/{place.thread}/move", data=sent
    )
    assert answer.status_code == 302
    return str(answer.location).partition("?")[0]


def undo_address(place: Place, log: str) -> str:
    page = place.world.client(place.ana).get(log).text
    found = re.findall(r'action="([^"]+/undo)"', page)
    assert len(found) == 1
    return str(found[0])


def space_of(place: Place) -> int:
    return int(place.world.scalar(select(Thread.space_id).where(Thread.id == place.thread)))


def test_it_is_said_before_how_many_authors_lose_the_thread(place: Place) -> None:
    place.world.space("Between us", by=place.ana, access="closed")
    place.world.space("For all", by=place.ana)
    browser, address = place.world.client(place.ana), f"{place.world.home}/t/{place.thread}/move"
    answer = browser.post(address, data=SENT)
    assert answer.status_code == 422
    assert re.search(r"\d (person|people) who wrote in this thread will no longer", answer.text)
    assert 'name="shut_out" value="between-us"' in answer.text
    assert space_of(place) == place.space.id
    assert browser.post(address, data={**SENT, "shut_out": "letters"}).status_code == 422
    assert browser.post(address, data={**SENT, "space": "for-all"}).status_code == 302


def test_whoever_moved_it_can_undo_that(place: Place, moved: str) -> None:
    browser = place.world.client(place.ana)
    address = undo_address(place, moved)
    assert browser.post(address).status_code == 302
    assert space_of(place) == place.space.id
    log = browser.get(moved).text
    assert "undid the move of a thread" in log
    assert "Undo the move" not in log
    assert browser.post(address).status_code == 404


def test_nobody_else_can_undo_it_and_nobody_after_a_day(place: Place, moved: str) -> None:
    address = undo_address(place, moved)
    world = place.world
    assert "Undo the move" not in world.client(place.jon).get(moved).text
    assert world.client(place.jon).post(address).status_code == 404
    with world.request():
        session().execute(update(LogEntry).values(at=now() - timedelta(days=1, seconds=1)))
        session().commit()
    assert "Undo the move" not in world.client(place.ana).get(moved).text
    assert world.client(place.ana).post(address).status_code == 404
    assert space_of(place) != place.space.id


def test_it_can_be_undone_by_somebody_who_no_longer_reads_the_thread(
    place: Place, moved: str
) -> None:
    """Nothing of the thread is shown: not its title, nor what was written since."""
    world, there = place.world, space_of(place)
    other = world.member("Zoe")
    with world.request():
        spaces.appoint_steward(there, world.id(other))
        spaces.remove_member(there, world.id(place.ana))
        session().commit()
    browser = world.client(place.ana)
    assert browser.get(f"{world.home}/t/{place.thread}").status_code == 404
    page = browser.get(moved).text
    assert "Which form?" not in page
    assert browser.post(undo_address(place, moved)).status_code == 302
    assert space_of(place) == place.space.id


def test_a_thread_that_moved_on_stays_there(place: Place, moved: str) -> None:
    address = undo_address(place, moved)
    place.world.space("For all", by=place.ana)
    browser = place.world.client(place.ana)
    on = {"space": "for-all", "reason": "For all", "seen": "1"}
    assert browser.post(f"{place.world.home}/t/{place.thread}/move", data=on).status_code == 302
    assert "Undo the move" not in browser.get(moved).text
    assert browser.post(address).status_code == 404


@pytest.mark.parametrize("access", ["closed", "bound", "open"])
@pytest.mark.parametrize("what", ["answer", "edit", "tried", "lock", "taken back"])
def test_undoing_a_move_opens_nothing_that_was_written_for_fewer_people(
    place: Place, access: str, what: str
) -> None:
    """Written since in a closed space or one of a group: a post, an edit, a try, a reason."""
    world = place.world
    group = frozenset({"few"})
    place.ana.audiences = group if access == "bound" else frozenset()
    zoe = world.member("Zoe", audiences=group if access == "bound" else frozenset())
    among = (place.eva, zoe) if access == "closed" else ()
    audience = "few" if access == "bound" else None
    world.space("Between us", by=place.ana, access=access, members_=among, audience=audience)
    place.eva.audiences = place.ana.audiences
    log = move(place)
    address = undo_address(place, log)
    if what == "edit":
        form = {"text": "For few", "revision": "1", "title": "Which form?"}
        sent = world.client(place.eva).post(f"{world.home}/p/{place.post}/edit", data=form)
    elif what == "tried":
        form = {"outcome": "worked", "happened": "For few"}
        sent = world.client(zoe).post(f"{world.home}/p/{place.post}/tried", data=form)
    elif what == "lock":
        form = {"locked": "1", "reason": "For few"}
        sent = world.client(place.ana).post(f"{world.home}/t/{place.thread}/lock", data=form)
    else:
        reply = {"text": "For few"}
        sent = world.client(zoe).post(f"{world.home}/t/{place.thread}/reply", data=reply)
    assert sent.status_code == 302
    if what == "taken back":
        post = world.scalar(select(func.max(Post.id)))
        assert world.client(zoe).post(f"{world.home}/p/{post}/back").status_code == 302
    answer = world.client(place.ana).post(address)
    if access == "open" or what == "taken back":
        assert answer.status_code == 302
        assert space_of(place) == place.space.id
    else:
        assert answer.status_code == 409
        assert "Ask somebody who looks after the new space" in answer.text
        assert "For few" not in answer.text
        assert space_of(place) != place.space.id
        assert "For few" not in world.client(place.jon).get(f"{world.home}/t/{place.thread}").text
