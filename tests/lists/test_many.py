"""Many spaces, many pages: the liveliest, all of them in two orders, and a way to a month."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from forum.core.database.base import now
from forum.core.database.session import session
from forum.lists.queries.spaces import last_active
from forum.lists.queries.threads import SIZE
from forum.spaces.models import Space
from forum.spaces.queries import readable_spaces
from forum.threads.models import Post, Thread, ThreadTag

from ..support.plans import plans
from ..support.world import Client, User, World


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    return make_site(guests_read=True, drain="worker")


@pytest.fixture
def ana(world: World) -> User:
    return world.member("Ana")


def spaces_in(page: str) -> list[str]:
    return re.findall(r'<h3 class="fx-h3"><a class="fx-plain" href="/forum/s/[^>]*>([^<]*)', page)


def dozen(world: World, ana: User) -> list[str]:
    """Make twelve spaces; return their names, first the one in which somebody wrote last."""
    names = [f"Room {n:02}" for n in range(12)]
    for n, name in enumerate(names):
        space = world.space(name, by=ana, access="closed" if n == 5 else "open")
        if name == names[-1]:
            continue  # a space without a thread
        thread = world.discuss(space, ana, f"Thread {n}")
        with world.request():
            at = now() - timedelta(days=n)
            values = {"active_at": at, "pinned": n % 3 == 0}
            session().execute(update(Thread).where(Thread.id == thread).values(values))
    return names


def test_of_many_spaces_the_ten_liveliest_stand_on_the_first_page(world: World, ana: User) -> None:
    names = dozen(world, ana)
    first = world.client(ana).get("/forum/").text
    assert spaces_in(first) == names[:10]
    assert "See all 12 spaces" in first
    assert 'href="/forum/-/all-spaces"' in first
    guest = world.client().get("/forum/").text
    assert spaces_in(guest) == [*names[:5], *names[6:11]]
    assert "See all 11 spaces" in guest


def test_all_spaces_are_sorted_by_name_or_by_life(world: World, ana: User) -> None:
    names = dozen(world, ana)
    with world.request():
        session().execute(update(Space).where(Space.name == names[0]).values(archived_at=now()))
    browser = world.client(ana)
    by_life = browser.get("/forum/-/all-spaces?by=activity").text
    assert spaces_in(by_life) == [*names[1:], names[0]]
    by_name = browser.get("/forum/-/all-spaces").text
    assert spaces_in(by_name) == [*names[1:], names[0]]
    assert by_life.count("last post ") == 11
    for page in ("/forum/-/all-spaces", "/forum/-/all-spaces?by=activity"):
        assert names[5] not in world.client().get(page).text


def test_few_spaces_stand_there_by_name(world: World, ana: User) -> None:
    for name in ("B", "A"):
        world.space(name, by=ana)
    first = world.client().get("/forum/").text
    assert spaces_in(first) == ["A", "B"]
    assert "See all" not in first


def test_guests_see_no_spaces_where_they_may_not_read(make_site: Callable[..., World]) -> None:
    world = make_site()
    world.space("Letters", by=world.member("Ana"))
    assert "Letters" not in world.client().get("/forum/-/all-spaces").text


@pytest.mark.sites("sqlite")  # of a dozen rows, PostgreSQL reads any index
def test_the_life_of_a_space_is_read_at_the_end_of_an_index(world: World, ana: User) -> None:
    dozen(world, ana)
    viewer = world.viewer(ana)
    with world.request():
        spaces = readable_spaces(viewer.sight())
    (plan,) = plans(world, lambda: last_active(viewer, spaces))
    assert "ix_forum_thread_space_id_pinned_active_at_id" in plan
    assert "TEMP B-TREE" not in plan


MAY = datetime(2024, 5, 1, tzinfo=UTC)


def dated(world: World, ana: User) -> None:
    """Make 24 threads, one at the middle of each month from January 2023 on."""
    space = world.space("Letters", by=ana)
    threads = [world.discuss(space, ana, f"Thread {n}", tags=("ink",)) for n in range(24)]
    with world.request():
        for n, thread in enumerate(threads):
            at = datetime(2023 + n // 12, n % 12 + 1, 15, tzinfo=UTC)
            values = {"active_at": at, "opened_at": at}
            session().execute(update(Thread).where(Thread.id == thread).values(values))
        at = Thread.active_at
        same = update(ThreadTag).where(ThreadTag.thread_id == Thread.id).values(active_at=at)
        session().execute(same)


def follow(client: Client, page: str, words: str) -> str:
    """Return the page that the link *words* on *page* leads to."""
    found = re.search(rf'href="([^"]*)">{words}</a>', client.get(page).text)
    assert found, words
    return client.get(found[1].replace("&amp;", "&"), follow_redirects=True).text


PAGES = ["/forum/-/threads", "/forum/s/letters", "/forum/-/tags/ink", "/forum/-/threads?list=mine"]


@pytest.mark.parametrize("page", PAGES)
def test_from_a_list_of_ten_pages_one_goes_to_a_month(world: World, ana: User, page: str) -> None:
    dated(world, ana)
    browser = world.client(ana)
    more(world, ana, 9 * SIZE - 24)
    assert "Go to a month" not in browser.get(page).text
    more(world, ana, 1)
    found = re.search(r'href="([^"]*)">Go to a month', browser.get(page).text)
    assert found
    months = found[1].replace("&amp;", "&")
    assert "December 2022" not in browser.get(months).text
    listed = re.findall(r">Thread (\d+)<", follow(browser, months, "May 2024"))
    assert listed == [str(n) for n in range(16, -1, -1)]
    last = browser.get(f"{page}{'&' if '?' in page else '?'}before=0-1").text
    assert "Go to a month" in last


def test_threads_that_a_viewer_may_not_read_make_no_list_longer(world: World, ana: User) -> None:
    dated(world, ana)
    more(world, ana, 9 * SIZE - 23)
    closed = update(Space).values(access="closed")
    world.space("Open", by=ana)
    with world.request():
        space = select(Thread.space_id).limit(1).scalar_subquery()
        session().execute(closed.where(Space.id == space))
    browser = world.client(world.member("Ben"))
    assert "Go to a month" not in browser.get("/forum/-/threads").text
    assert "Go to a month" in world.client(ana).get("/forum/-/threads").text


def more(world: World, ana: User, number: int) -> None:
    """Make *number* threads beside those of ``dated``, in June 2024."""
    author_id = world.id(ana)
    with world.request():
        space_id = session().execute(select(Thread.space_id).limit(1)).scalar_one()
        june = MAY + timedelta(days=40)
        row = {"space_id": space_id, "kind": "discussion", "title": "More", "slug": "more"}
        row |= {"author_id": author_id, "opened_at": june, "active_at": june}
        made = session().execute(insert(Thread).returning(Thread.id), [row] * number).scalars()
        tags = [{"thread_id": id, "tag": "ink", "active_at": june} for id in made]
        session().execute(insert(ThreadTag), tags)


def test_from_a_long_thread_one_goes_to_a_month(world: World, ana: User) -> None:
    thread = world.discuss(world.space("Letters", by=ana), ana, "Long")
    with world.request():
        first = session().get_one(Thread, thread)
        for n in range(2, 202):
            post = {"number": n, "branch": n - 1, "at": MAY + timedelta(days=3 * n - 300)}
            session().add(_post(thread, world.id(ana), **post))
        first.posts, first.branches = 201, 200
        first.opened_at, first.active_at = MAY - timedelta(days=300), MAY + timedelta(days=300)
        session().execute(
            update(Post)
            .where(Post.thread_id == thread, Post.number == 1)
            .values(at=first.opened_at)
        )
    guest = world.client()
    page = guest.get(f"/forum/t/{thread}", follow_redirects=True).text
    assert f'href="/forum/t/{thread}/months">Go to a month' in page
    months = f"/forum/t/{thread}/months"
    to_may = guest.get(f"{months}?month=2024-05")
    assert to_may.location.endswith("?page=5#p100")
    assert 'id="p100"' in follow(guest, months, "May 2024")
    assert guest.get(f"{months}?month=2030-01").location.endswith("?page=10")
    assert "page" not in guest.get(f"{months}?month=1999-01").location
    for wrong in ("2024-13", "0000-01", "x", "0001-01"):
        assert guest.get(f"{months}?month={wrong}").status_code in (200, 302)


def _post(thread: int, author: int, **more: Any) -> Post:
    return Post(
        thread_id=thread,
        author_id=author,
        turn=0,
        kind="post",
        html="<p>x</p>",
        render_version=3,
        **more,
    )
