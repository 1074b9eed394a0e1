"""Numbers and lists of the forum on pages of the host, and how many statements they send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forum import Forum

from ..support.statements import counted
from ..support.world import Client
from .conftest import TEAM, Host

FORUM = Forum()
OVER = ("SAVEPOINT", "RELEASE")
"""What keeps the host's transaction on PostgreSQL: it asks nothing."""


def sent_for(host: Host, client: Client, where: str) -> int:
    """Return how many statements *where* sends once everything is warm."""
    client.get(where)
    with host.world.app.app_context():
        engine = host.world.app.extensions["forum"].db.engine
    with counted(engine) as sent:
        assert client.get(where).status_code == 200
    return len([statement for statement in sent if not statement.startswith(OVER)])


@pytest.fixture
def host(make_host: Callable[..., Host]) -> Host:
    """A host in which nothing writes an index between statements."""
    return make_host(drain="worker")


def test_only_pages_the_viewer_may_read_are_counted(host: Host) -> None:
    ana = host.world.member("Ana", audiences=frozenset({TEAM}))
    for n in (1, 1, 2):
        host.write(ana, f"/policy/{n}", f"Said {n}")
    host.write(ana, "/case/1")
    host.source = (
        '{% set n = forum.count("policy:1", "policy:2", "policy:3", "case:1") %}'
        '{{ forum.count("policy:1") }}/{{ n }}/{{ n["policy:2"] }}/{{ n["policy:3"] }}/'
        '{{ n["case:1"] }}/{{ n["unasked"] }}/{{ forum.count() }}'
    )
    for user, told in ((ana, "2/4/1/0/1/0/0"), (None, "2/3/1/0/0/0/0")):
        assert told in host.world.client(user).get("/any").text
    with host.world.app.test_request_context("/", headers={"X-User": ana.id}):
        posts = FORUM.count("policy:1", "case:1")
        assert (int(posts), posts["policy:1"], posts["case:1"]) == (3, 2, 1)
    with host.world.app.app_context():
        assert FORUM.count("policy:1") == 0


def test_recent_lists_only_threads_the_viewer_may_read(host: Host) -> None:
    ana = host.world.member("Ana", audiences=frozenset({TEAM}))
    host.write(ana, "/policy/1")
    host.write(ana, "/case/1")
    host.source = "{{ forum.recent(5) }}"
    mine, guests = (host.world.client(user).get("/any").text for user in (ana, None))
    assert mine.count("<li ") == 2
    assert guests.count("<li ") == 1
    assert "Case 1" not in guests
    host.source = "{{ forum.recent(1) }}"
    assert host.world.client(ana).get("/any").text.count("<li ") == 1
    with host.world.app.test_request_context("/", headers={"X-User": ana.id}):
        assert "Policy 1" in FORUM.recent(2)
        assert "fx-embed" in FORUM.discuss("policy:1", title="P", url="/policy/1")


def test_a_discussion_takes_four_statements_with_3_posts_as_with_33(host: Host) -> None:
    ana, ben = host.world.member("Ana"), host.world.member("Ben")
    for n, posts in ((1, 3), (2, 33)):
        for _ in range(posts):
            host.write(ana, f"/policy/{n}")
    for client, most in ((host.world.client(ben), 4), (host.world.client(), 3)):
        few, many = (sent_for(host, client, f"/policy/{n}") for n in (1, 2))
        assert few == many <= most
    assert sent_for(host, host.world.client(ben), "/policy/9") <= 4  # nobody has written there
    assert sent_for(host, host.world.client(ben), "/policies") <= 2 + 3 * 2


def test_counting_takes_one_statement_more_than_the_viewer(host: Host) -> None:
    ana = host.world.member("Ana")
    for n in range(1, 4):
        host.write(ana, f"/policy/{n}")
    client = host.world.client(ana)
    host.source = "{{ forum.unread() }}"
    unread = sent_for(host, client, "/any")
    for keys in (3, 33):
        asked = ", ".join(f'"policy:{n}"' for n in range(keys))
        host.source = "{{ forum.count(" + asked + ") }}"
        assert sent_for(host, client, "/any") == unread == 2


def test_recent_takes_at_most_two_statements_more(host: Host) -> None:
    ana, ben = host.world.member("Ana"), host.world.member("Ben")
    space = host.world.space("Letters", by=ana)
    for many in (3, 30):
        for n in range(many):
            host.world.write(host.world.ask(space, ana, f"Asked {n}"), ben)
        for most in (3, 33):
            host.source = f"{{{{ forum.recent({most}) }}}}"
            assert sent_for(host, host.world.client(ben), "/any") == 3
            assert sent_for(host, host.world.client(), "/any") == 2


def test_odd_keys_are_counted_as_nothing(host: Host) -> None:
    odd: tuple[Any, ...] = ("a\0b", "x" * 5_000, "'; --")
    with host.world.app.test_request_context("/"):
        assert FORUM.count(*odd) == 0
