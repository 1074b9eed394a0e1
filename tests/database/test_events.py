"""The host is told once, after the commit, of what it kept; a failing receiver harms nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from forum.core import events
from forum.core.database.session import commit, session
from forum.members.models import Member

from ..support.world import World

News = list[dict[str, Any]]


@pytest.fixture
def told(world: World) -> Iterator[News]:
    seen: News = []

    def receive(sender: Any, **facts: Any) -> None:
        assert sender is world.app
        seen.append(facts)

    with events.answered.connected_to(receive, world.app):
        yield seen


def test_a_signal_is_sent_after_the_commit(world: World, told: News) -> None:
    with world.request():
        events.announce(session(), events.answered, post=1)
        session().flush()
        assert told == []
        commit()
        assert told == [{"post": 1}]
        commit()
    assert told == [{"post": 1}]


def test_a_signal_of_a_transaction_that_is_rolled_back_is_dropped(world: World, told: News) -> None:
    with world.request():
        session().add(Member(handle="a", name="A"))
        session().flush()
        events.announce(session(), events.answered, post=1)
        session().rollback()
        commit()
    assert told == []


def within(act: Callable[[], None]) -> None:
    """Announce something and *act* in a savepoint of its own."""
    with session().begin_nested():
        events.announce(session(), events.answered, post=2)
        act()
        session().flush()


def fail() -> None:
    raise LookupError


def test_a_form_sent_twice_loses_no_signals(world: World, told: News) -> None:
    with world.request():
        session().add(Member(handle="a", name="A"))
        session().flush()
        events.announce(session(), events.answered, post=1)
        with pytest.raises(IntegrityError):
            within(lambda: session().add(Member(handle="a", name="B")))
        commit()
    assert told == [{"post": 1}]


def test_only_signals_of_a_savepoint_that_is_rolled_back_are_dropped(
    world: World, told: News
) -> None:
    with world.request():
        events.announce(session(), events.answered, post=1)
        with pytest.raises(LookupError):
            within(fail)
        with session().begin_nested():
            events.announce(session(), events.answered, post=3)
        assert told == []
        commit()
    assert told == [{"post": 1}, {"post": 3}]


def test_a_receiver_that_fails_is_logged_and_the_post_stays(
    world: World, told: News, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Any, **__: Any) -> None:
        raise LookupError("theirs")

    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    with events.answered.connected_to(fail, world.app):
        world.write(thread, ana)
    assert [set(facts) for facts in told] == [{"thread", "post", "member"}]
    assert "a receiver of answered failed" in caplog.text


def test_a_receiver_may_write_and_commit_itself(world: World, told: News) -> None:
    def write(_: Any, **__: Any) -> None:
        world.member("Made by a receiver")

    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    with events.answered.connected_to(write, world.app):
        world.write(thread, ana)
        world.write(thread, ana)
    assert len(told) == 2
