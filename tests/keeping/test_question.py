"""Whoever wrote in a long thread that has gone quiet is asked to keep something of it, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.keeping.models import NotNow
from forum.spaces.actions import block_member
from forum.threads.models import Thread

from ..support.kept import keep
from ..support.world import User, World

QUESTION = "What did you learn here?"


class Quiet:
    """A thread of Ana's in which Ben has written thirteen posts and which has gone quiet."""

    def __init__(self, world: World, *, posts: int = 13, days: int = 8) -> None:
        self.world = world
        self.ana, self.ben, self.cleo = (world.member(name) for name in ("Ana", "Ben", "Cleo"))
        self.space = world.space("Letters", by=self.ana)
        self.thread = world.discuss(self.space, self.ana, "Quiet")
        self.posts = [world.write(self.thread, self.ben, f"P{n}") for n in range(posts - 1)]
        with world.request():
            values = {"active_at": now() - timedelta(days=days)}
            session().execute(update(Thread).where(Thread.id == self.thread).values(values))

    @property
    def at(self) -> str:
        return f"/forum/t/{self.thread}"

    def asks(self, user: User | None, page: int = 1) -> bool:
        where = f"{self.at}-quiet?page={page}"
        return QUESTION in self.world.client(user).get(where, follow_redirects=True).text


def test_those_who_wrote_in_a_quiet_thread_are_asked_once(world: World) -> None:
    quiet = Quiet(world)
    assert quiet.asks(quiet.ana)
    assert quiet.asks(quiet.ben)
    assert not quiet.asks(quiet.cleo)
    ben = world.client(quiet.ben)
    for _ in range(2):
        answer = ben.post(f"{quiet.at}/keep/not-now")
        assert answer.location == f"{quiet.at}-quiet"
    assert not quiet.asks(quiet.ben)
    assert quiet.asks(quiet.ana)
    assert world.scalar(select(func.count()).select_from(NotNow)) == 1
    world.app.test_cli_runner().invoke(args=["forum", "forget", quiet.ben.id])
    assert world.scalar(select(func.count()).select_from(NotNow)) == 0


@pytest.mark.parametrize(("posts", "days"), [(12, 8), (13, 6)])
def test_a_short_or_a_lively_thread_asks_nobody(world: World, posts: int, days: int) -> None:
    quiet = Quiet(world, posts=posts, days=days)
    assert not quiet.asks(quiet.ben)


def test_nobody_is_asked_where_something_is_kept_already(world: World) -> None:
    quiet = Quiet(world)
    keep(world, quiet.space, quiet.ana, [(quiet.thread, quiet.posts[0])])
    assert not quiet.asks(quiet.ben)


def test_a_page_in_a_library_that_one_does_not_read_changes_nothing(world: World) -> None:
    quiet = Quiet(world)
    circle = world.space("Circle", by=quiet.ana, access="closed")
    keep(world, circle, quiet.ana, [(quiet.thread, quiet.posts[0])])
    assert quiet.asks(quiet.ben)
    assert not quiet.asks(quiet.ana)


def test_it_stands_on_the_last_page_only(world: World) -> None:
    quiet = Quiet(world, posts=30)
    assert not quiet.asks(quiet.ben)
    assert quiet.asks(quiet.ben, 2)
    assert world.client(quiet.ben).post(f"{quiet.at}/keep/not-now").location.endswith("?page=2")


def test_whoever_only_follows_is_not_asked(world: World) -> None:
    quiet = Quiet(world)
    world.client(quiet.cleo).post(f"{quiet.at}/follow", data={"follow": "1"})
    assert not quiet.asks(quiet.cleo)


def test_not_now_tells_nothing_of_a_thread_that_one_does_not_see(world: World) -> None:
    ana, cleo = world.member("Ana"), world.member("Cleo")
    circle = world.space("Circle", by=ana, access="closed")
    thread = world.ask(circle, ana)
    browser = world.client(cleo)
    for id in (thread, 990_001):
        assert browser.post(f"/forum/t/{id}/keep/not-now").status_code == 404
    assert world.scalar(select(func.count()).select_from(NotNow)) == 0


def test_the_question_costs_no_statement(
    make_site: Callable[..., World], statements: Callable[[], Any]
) -> None:
    world = make_site(drain="worker")
    quiet, sent_to = Quiet(world), {}
    for name, user in (("asked", quiet.ben), ("not asked", quiet.cleo)):
        browser = world.client(user)
        browser.get(f"{quiet.at}-quiet")
        with statements() as sent:
            assert (QUESTION in browser.get(f"{quiet.at}-quiet").text) is (name == "asked")
        sent_to[name] = len(sent)
    assert sent_to["asked"] == sent_to["not asked"] <= 3


def test_whoever_may_not_add_to_the_library_is_not_asked(world: World) -> None:
    quiet = Quiet(world)
    id = world.id(quiet.ben)
    with world.request():
        block_member(quiet.space.id, id, blocked=True)
    assert not quiet.asks(quiet.ben)
    assert world.client(quiet.ben).post(f"{quiet.at}/keep/not-now").status_code == 403
