"""Limits on how often a member may do something: in words, with the time to wait, no text lost.

Each way to write is one of the acts: a thread, a reflection, a page of the library; an answer, a
reply, a reflection in a thread, kept posts, a post on the host's page; both kinds of edit; every
preview; a report; each search as one types. All other forms count as a change.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from limits.storage import Storage
from sqlalchemy import func, select

from forum.core.config_checks import LIMITS
from forum.core.database.base import Base
from forum.core.database.session import session
from forum.core.errors import TooMany
from forum.core.state import state
from forum.core.web import limits, limits_memory
from forum.request_limits import ACTS
from forum.threads.models import Post

from ..support.walk import SAFE, Things, address, furnish, routes
from ..support.world import World

TEXT = "A long text\nthat took an hour"
pytestmark = pytest.mark.sites("sqlite")


def asked(world: World) -> tuple[Any, str]:
    ana = world.member("Ana")
    return world.client(ana), f"/forum/t/{world.ask(world.space('Letters', by=ana), ana)}"


def test_every_act_belongs_to_an_address_and_has_a_limit(world: World) -> None:
    endpoints = {rule.endpoint.partition(".")[2] for rule in routes(world.app)}
    assert ACTS.keys() <= endpoints
    assert {*ACTS.values(), "change", "preview"} == LIMITS.keys()


def test_the_next_post_is_refused_in_words_and_comes_back_whole(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_site(limits={"post": "3 per minute; 5 per hour"})
    browser, thread = asked(world)
    at = [1_000_000_000.0]
    for module in (limits, limits_memory):
        monkeypatch.setattr(module, "time", lambda: at[0])
    for n in range(3):
        assert browser.post(f"{thread}/reply", data={"text": f"Post {n}"}).status_code == 302
    sent = {"text": TEXT, "form_key": "00000000-0000-4000-8000-000000000001"}
    answer = browser.post(f"{thread}/reply", data=sent)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert "Wait a minute" in answer.text
    assert "that took an hour" in answer.text
    assert sent["form_key"] in answer.text
    at[0] += 61
    assert browser.post(f"{thread}/reply", data=sent).status_code == 302
    at[0] += 61
    answer = browser.post(f"{thread}/reply", data={"text": TEXT})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 3_600 - 122
    assert "Wait 58 minutes" in answer.text
    with world.request():
        assert session().scalar(select(func.count()).select_from(Post)) == 5


def test_by_default_nobody_writes_more_than_two_posts_a_second(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_site(limits={})
    browser, thread = asked(world)
    for module in (limits, limits_memory):
        monkeypatch.setattr(module, "time", lambda: 1_000_000_000.0)
    for _ in range(120):
        assert browser.post(f"{thread}/reply", data={"text": "x"}).status_code == 302
    assert browser.post(f"{thread}/reply", data={"text": "x"}).status_code == 429


def test_another_member_is_not_limited_by_it_nor_is_another_act(
    make_site: Callable[..., World],
) -> None:
    world = make_site(limits={"post": "1 per minute", "search": None})
    browser, thread = asked(world)
    ben = world.client(world.member("Ben"))
    for status in (302, 429):
        assert browser.post(f"{thread}/reply", data={"text": "x"}).status_code == status
    assert ben.post(f"{thread}/reply", data={"text": "x"}).status_code == 302
    assert browser.post(f"{thread}/follow", data={"follow": "1"}).status_code == 302
    assert browser.post(f"{thread}/reply", data={"text": "x", "preview": "1"}).status_code == 200
    for _ in range(80):
        assert browser.get("/forum/-/search?q=hay").status_code == 200


@pytest.mark.parametrize("where", ["search?q=x", "similar?title=x", "people?q=x"])
def test_searches_are_counted_apart(make_site: Callable[..., World], where: str) -> None:
    world = make_site(
        limits={"search": "1 per hour", "similar": "1 per hour", "people": "1 per hour"}
    )
    browser, _ = asked(world)
    for other in ("search?q=y", "similar?title=y", "people?q=y"):
        assert browser.get(f"/forum/-/{other}").status_code == 200
    answer = browser.get(f"/forum/-/{where}")
    assert answer.status_code == 429
    assert "searched a lot" in answer.text
    assert answer.headers["Retry-After"]


def test_a_quotation_is_as_much_work_as_a_preview(make_site: Callable[..., World]) -> None:
    browser, thread = asked(make_site(limits={"preview": "1 per hour"}))
    for _ in range(3):
        assert browser.get(f"{thread}/reply?to=1").status_code == 200
    assert browser.get(f"{thread}/reply?quote=1").status_code == 200
    answer = browser.get(f"{thread}/reply?quote=1")
    assert answer.status_code == 429
    assert "quoted a lot" in answer.text


@pytest.mark.parametrize("limit", [None, "1 per day"])
def test_every_address_that_changes_something_is_limited(
    make_site: Callable[..., World], limit: str | None
) -> None:
    world = make_site(limits=dict.fromkeys(LIMITS, limit))
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    things: Things = furnish(world, space, ana, ben, say=str, tag="form", word="hay")
    for act in LIMITS:
        with world.app.test_request_context("/forum/"):
            limits.count(act, ana.id)
    for rule in routes(world.app):
        if (rule.methods or set()) - SAFE:
            answer = world.client(ana).post(
                address(world.app, rule, things), data={**things.asked(), "text": TEXT}
            )
            assert (answer.status_code == 429) == (limit is not None), rule
            if limit:
                assert "that took an hour" in answer.text


@pytest.mark.parametrize("button", ["preview", "draft", "turn"])
def test_only_what_saves_nothing_counts_as_a_preview(
    world: World, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    """A button of another form, sent with one that saves, would lift the limit on saving."""
    ana, ben = world.member("Ana", is_admin=True), world.member("Ben")
    space = world.space("Letters", by=ana)
    things = furnish(world, space, ana, ben, say=str, tag="form", word="hay")
    counted: list[str] = []
    monkeypatch.setattr(limits, "count", lambda act, _: counted.append(act))
    browser, shown_again = world.client(ana), set()
    for rule in routes(world.app):
        if not (rule.methods or set()) - SAFE:
            continue
        counted.clear()
        before = stored(world)
        sent = {**things.asked(), "text": TEXT, button: "1"}
        browser.post(address(world.app, rule, things), data=sent)
        if counted == ["preview"]:
            shown_again.add(rule.endpoint)
            assert stored(world) == before, rule
        else:
            assert counted in ([ACTS.get(rule.endpoint.partition(".")[2], "change")], []), rule
    assert shown_again


def stored(world: World) -> list[Any]:
    """Return every row of ours."""
    with world.request():
        return [session().execute(select(table)).all() for table in Base.metadata.sorted_tables]


def test_counts_are_forgotten_and_never_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    at = [1_000.0]
    monkeypatch.setattr(limits_memory, "time", lambda: at[0])
    counts = limits_memory.CountsInMemory()
    assert [counts.incr("a", 60), counts.incr("a", 60, 2), counts.get("a")] == [1, 3, 3]
    assert counts.get_expiry("a") == 1_060.0
    at[0] += 61
    assert counts.get("a") == 0
    assert counts.incr("a", 60) == 1
    counts.clear("a")
    assert counts.get("a") == 0
    monkeypatch.setattr(limits_memory, "MOST", 10)
    for n in range(100):
        counts.incr(str(n), 60)
    assert counts.reset() == 10
    assert counts.check()


def test_no_thread_is_started_and_a_fork_counts_for_itself(make_site: Callable[..., World]) -> None:
    world = make_site(limits={})
    before = threading.active_count()
    with world.app.test_request_context("/forum/"):
        limits.count("post", "1")
        mine = state().memory.limiter
        assert isinstance(mine, limits.Limiter)
        state().memory.limiter = mine._replace(pid=mine.pid + 1)
        limits.count("post", "1")
        theirs = state().memory.limiter
        assert isinstance(theirs, limits.Limiter)
        assert theirs.pid == os.getpid()
        assert theirs.strategy.storage is not mine.strategy.storage
    assert threading.active_count() == before


def test_the_library_is_not_loaded_until_something_is_counted() -> None:
    code = "import sys, flask, forum; forum.Forum(flask.Flask('x')); print('limits' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


class Broken(Storage):
    """A storage on a machine that does not answer."""

    STORAGE_SCHEME = ["broken"]  # noqa: RUF012

    base_exceptions = OSError

    def incr(self, *_: Any, **__: Any) -> int:
        raise OSError

    get = get_expiry = check = reset = clear = incr  # type: ignore[assignment]


class Shared(limits_memory.CountsInMemory):
    """A storage that all processes share."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012
    made: list[Shared] = []  # noqa: RUF012

    def __new__(cls, *_: Any, **__: Any) -> Any:
        if not cls.made:
            cls.made.append(super().__new__(cls))
        return cls.made[0]

    def __init__(self, *_: Any, **__: Any) -> None:
        if not hasattr(self, "_counts"):
            super().__init__()


def test_a_storage_that_fails_limits_nothing(
    make_site: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    world = make_site(limits={"post": "1 per day"}, limits_storage="broken://")
    browser, thread = asked(world)
    for _ in range(3):
        assert browser.post(f"{thread}/reply", data={"text": "x"}).status_code == 302
    assert "limits cannot be counted: OSError" in caplog.text


def test_a_shared_storage_counts_for_all_processes(make_site: Callable[..., World]) -> None:
    worlds = [make_site(limits={"post": "1 per day"}, limits_storage="shared://") for _ in "ab"]
    with worlds[0].app.test_request_context("/forum/"):
        limits.count("post", "7")
    with worlds[1].app.test_request_context("/forum/"), pytest.raises(TooMany):
        limits.count("post", "7")
    for key in Shared.made[0]._counts:
        assert "/7/" not in key, "whoever reads the storage learns no ids of the host"


@pytest.mark.parametrize(("limit", "told"), [(None, 10), (3, 3), (0, 0)])
def test_a_post_tells_only_so_many_people(
    make_site: Callable[..., World], limit: int | None, told: int
) -> None:
    world = make_site(**({} if limit is None else {"mention_limit": limit}))
    browser, thread = asked(world)
    people = [world.member(f"Reader{n:02}") for n in range(13)]
    handles = " ".join(f"@{world.viewer(person).handle}" for person in people)
    browser.post(f"{thread}/reply", data={"text": handles})
    seen = [world.client(person).get("/forum/-/for-you").text for person in people]
    assert sum("mentioned you" in page for page in seen) == told
