"""Reading a discussion on the host's page counts: its posts are read, and their notices seen.

The siblings: posts above the latest ten; several discussions on a page; a page nobody looked at, a
page of another status, a HEAD; a person the forum has no row for; a guest; a post that is hidden
and shown again; a discussion that the host moves to another group and back; a database that takes
nothing in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import func, select

from forum import Forum
from forum.core.database.base import now
from forum.core.database.session import session
from forum.following.models import ReadMark
from forum.mail.delivery import send_due
from forum.members.models import Member
from forum.moderation.actions import moderate
from forum.threads.models import Post

from ..support.statements import counted
from ..support.world import User
from .conftest import TEAM, Host, thread_of

FORUM = Forum()


@pytest.fixture
def ana(host: Host) -> User:
    """Ana, who began a discussion on the page."""
    ana = host.world.member("Ana")
    host.write(ana, "/policy/1", "Is travel paid?")
    return ana


def new(host: Host, user: User) -> tuple[int, int]:
    """Return how many notices of *user* are new, and how many posts in the space."""
    host.source = "unseen={{ forum.unread() }}."
    page = host.world.client(user).get("/any").text
    listed = host.world.client(user).get("/forum/s/pages").text
    found = re.findall(r"(\d+) new<", listed)
    return int(page.split("unseen=")[1].split(".")[0]), sum(map(int, found))


def test_what_was_on_the_page_is_read_and_seen(host: Host, ana: User) -> None:
    ben = host.world.member("Ben")
    host.world.client(ana).get("/policy/1")
    host.write(ben, "/policy/1", "Ask the office, @ana")
    assert new(host, ana) == (1, 1)
    host.world.client(ana).get("/policy/1")
    assert new(host, ana) == (0, 0)


def test_posts_above_the_latest_ten_were_not_on_the_page(host: Host, ana: User) -> None:
    ben, thread = host.world.member("Ben"), thread_of(host, "policy:1")
    host.world.client(ana).get("/policy/1")
    for _ in range(13):
        host.world.write(thread.id, ben)
    assert new(host, ana) == (13, 13)
    host.world.client(ana).get("/policy/1")
    assert new(host, ana) == (3, 3)
    host.world.client(ana).get(f"/forum/t/{thread.id}-policy-1")
    assert new(host, ana) == (0, 0)


def test_each_of_several_discussions_counts(host: Host, ana: User) -> None:
    ben = host.world.member("Ben")
    for n in (1, 2, 3):
        host.write(ben, f"/policy/{n}", "See this, @ana")
    assert new(host, ana)[0] == 3
    host.world.client(ana).get("/policies")
    assert new(host, ana) == (0, 0)


@pytest.mark.parametrize("how", ["HEAD", "prefetch", "304", "500", "read-only"])
def test_a_page_nobody_got_counts_for_nothing(host: Host, ana: User, how: str) -> None:
    ben = host.world.member("Ben")
    host.write(ben, "/policy/1", "See this, @ana")
    if how.isdecimal():
        hosts_own = host.world.app.after_request_funcs.setdefault(None, [])
        hosts_own.append(lambda answer: _with_status(answer, int(how)))
    browser = host.world.client(ana)
    headers = {"Sec-Purpose": "prefetch"} if how == "prefetch" else {}
    if how == "read-only":
        with host.world.read_only():
            assert browser.get("/policy/1").status_code == 200
    else:
        browser.open("/policy/1", method="HEAD" if how == "HEAD" else "GET", headers=headers)
    if how.isdecimal():
        hosts_own.pop()
    assert new(host, ana)[0] == 1


def _with_status(answer: Any, status: int) -> Any:
    answer.status_code = status
    return answer


def test_strangers_and_guests_leave_nothing(host: Host, ana: User) -> None:
    people = host.world.scalar(select(func.count()).select_from(Member))
    for user in (None, host.world.user("Never seen")):
        assert "travel" in host.world.client(user).get("/policy/1").text
    assert host.world.scalar(select(func.count()).select_from(Member)) == people
    assert host.world.scalar(select(func.count()).select_from(ReadMark)) == 0


@contextmanager
def writing(host: Host) -> Iterator[Callable[[], list[str]]]:
    """Collect the statements of a block that write."""
    with host.world.app.app_context():
        engine = host.world.app.extensions["forum"].db.engine
    with counted(engine) as sent:
        yield lambda: [one for one in sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_nothing_is_written_twice(host: Host, ana: User) -> None:
    browser = host.world.client(ana)
    for again in (False, True):
        with writing(host) as written:
            browser.get("/policy/1")
        assert bool(written()) is not again


def test_the_answer_is_complete_before_anything_is_written(host: Host, ana: User) -> None:
    with writing(host) as written:
        answer = host.world.client(ana).get("/policy/1", buffered=False)
        assert "</html>" in answer.get_data(as_text=True)
        assert written() == []
        answer.close()
        assert len(written()) == 2


def test_a_hidden_post_is_new_once_it_is_shown_again(host: Host, ana: User) -> None:
    ben = host.world.member("Ben")
    host.world.client(ana).get("/policy/1")
    host.write(ben, "/policy/1", "See this, @ana")
    post = host.world.scalar(select(func.max(Post.id)))
    with host.world.request():
        moderate.hide(post, why="Not here")
    assert new(host, ana) == (0, 0)
    host.world.client(ana).get("/policy/1")
    with host.world.request():
        moderate.restore(post)
    assert new(host, ana) == (1, 1)
    host.world.client(ana).get("/policy/1")
    assert new(host, ana) == (0, 0)


def test_a_discussion_that_moves_out_of_sight_comes_back_with_its_news(make_host: Any) -> None:
    sent: list[EmailMessage] = []
    host = make_host(
        mail=sent.append,
        mail_from="Forum <forum@intranet.example>",
        url="https://intranet.example/forum",
        load=lambda id: host.world.site.people.get(id),
    )

    def mailed(later: timedelta) -> int:
        with host.world.app.app_context():
            send_due(now() + later)
        return len([message for message in sent if "ana@" in str(message["To"])])

    ana = host.world.member("Ana", email="ana@intranet.example")
    host.write(ana, "/policy/1", "Is travel paid?")
    host.world.client(ana).get("/policy/1")
    host.write(host.world.member("Ben"), "/policy/1", "Ask the office, @ana")
    page: dict[str, str] = {"title": "Policy 1", "url": "/policy/1"}
    with host.world.request():
        assert FORUM.anchor("policy:1", **page, audience=TEAM)
    assert new(host, ana) == (0, 0)
    assert mailed(timedelta(minutes=10)) == 0
    with host.world.request():
        FORUM.anchor("policy:1", **page, audience=None)
        session().flush()
    assert new(host, ana) == (1, 1)
    assert mailed(timedelta(minutes=20)) == 1
