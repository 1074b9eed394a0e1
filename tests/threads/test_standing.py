"""Where a question stands: asked, answered, tried, told, saved."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.threads import queries
from forum.threads.models import Thread
from forum.threads.presenters.standing import steps

from ..support.sealed import seal
from ..support.world import User, World


@pytest.fixture
def people(world: World) -> tuple[User, User, Any]:
    """Ana and Ben, and a space that Ana looks after."""
    ana, ben = world.member("Ana"), world.member("Ben")
    return ana, ben, world.space("Letters", by=ana)


def stands(world: World, thread: int, user: User) -> list[str]:
    page = world.client(user).get(f"/forum/t/{thread}", follow_redirects=True).text
    line = re.search(r"Progress:</span>(.*?)</p>", page, re.DOTALL)
    return re.findall(r"<span[^>]*>([^<]+)</span>", line[1]) if line else []


def test_each_step_is_said_and_the_next_one(world: World, people: tuple[User, User, Any]) -> None:
    ana, ben, space = people
    thread = world.ask(space, ana)
    assert stands(world, thread, ben) == ["Asked", "Not answered yet"]
    post = world.write(thread, ben)
    assert stands(world, thread, ben) == ["Asked", "Answered", "No results yet"]
    world.tell(ana, "not", post_id=post)
    assert stands(world, thread, ben) == ["Asked", "Answered", "Tried", "Results shared"]

    def change(**values: Any) -> None:
        with world.request():
            session().execute(update(Thread).where(Thread.id == thread).values(values))

    change(active_at=now() - timedelta(days=15))
    assert stands(world, thread, ben)[-1] == "Not saved to the library yet"
    with world.request():
        row = queries.thread(world.viewer(ben), thread)
        assert row
        assert [step.words for step in steps(row, saved=True)][-2:] == [
            "Results shared",
            "Saved to the library",
        ]


def test_only_a_question_stands_somewhere(world: World, people: tuple[User, User, Any]) -> None:
    ana, ben, space = people
    assert stands(world, world.discuss(space, ana), ben) == []


def test_a_sealed_question_says_nothing(world: World) -> None:
    sealed = seal(world)
    reader, first = sealed.people["reader"], sealed.people["first"]
    assert reader
    assert first
    assert stands(world, sealed.thread, reader) == []
    assert stands(world, sealed.thread, first)[:2] == ["Asked", "Answered"]
