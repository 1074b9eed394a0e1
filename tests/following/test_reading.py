"""Read marks: written after the response, only if somebody read, and never going back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, event, func, insert, select

from forum.core.database.base import now
from forum.core.database.session import session
from forum.following import actions
from forum.following.models import ReadMark
from forum.following.queries import FEW, RECENT, unread_by_space
from forum.members.models import Member
from forum.members.viewer import Viewer
from forum.notices.models import Notice
from forum.threads.models import Thread

from ..support.world import User, World


def mark(world: World, user: User, thread: int) -> tuple[int, str, int] | None:
    """Return how far *user* has read."""
    id = world.id(user)
    with world.request():
        found = (
            session()
            .execute(
                select(ReadMark.read_to, ReadMark.beyond, ReadMark.read_count).where(
                    ReadMark.member_id == id, ReadMark.thread_id == thread
                )
            )
            .first()
        )
    return tuple(found) if found else None


def page(world: World, thread: int) -> str:
    """Return the address of a thread opened with the usual title."""
    return f"{world.home}/t/{thread}-how-do-you-do-it"


@pytest.fixture
def asked(world: World) -> tuple[User, User, int]:
    """Somebody who asked and was answered twice, a reader, and the thread."""
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    world.write(thread, ana)
    world.write(thread, ana)
    return ana, ben, thread


def test_opening_a_page_marks_its_posts_as_read(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, ben, thread = asked
    assert world.client(ben).get(page(world, thread)).status_code == 200
    assert mark(world, ben, thread) == (3, "", 3)


def test_a_later_page_is_marked_beyond_the_unread_posts(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    for _ in range(21):
        world.write(thread, ana)
    world.client(ben).get(page(world, thread) + "?page=2")
    assert mark(world, ben, thread) == (1, "22", 2)
    world.client(ben).get(page(world, thread))
    assert mark(world, ben, thread) == (22, "", 22)


def test_the_mark_never_goes_back(world: World, asked: tuple[User, User, int]) -> None:
    _, ben, thread = asked
    world.client(ben).get(page(world, thread))
    id = world.id(ben)
    with world.request():
        actions.mark_posts_read(id, thread, [1])
    assert mark(world, ben, thread) == (3, "", 3)


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"Sec-Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"Purpose": "prefetch"}),
    ],
)
def test_a_page_nobody_looked_at_is_not_marked(
    world: World, asked: tuple[User, User, int], method: str, headers: dict[str, str]
) -> None:
    _, ben, thread = asked
    answer = world.client(ben).open(page(world, thread), method=method, headers=headers)
    assert answer.status_code == 200
    assert mark(world, ben, thread) is None


def test_a_page_from_the_browsers_cache_is_not_marked(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, ben, thread = asked

    @world.app.after_request
    def unchanged(answer: Any) -> Any:
        answer.status_code = 304
        return answer

    assert world.client(ben).get(page(world, thread)).status_code == 304
    del world.app.after_request_funcs[None]
    assert mark(world, ben, thread) is None


def test_a_guest_leaves_no_mark(make_site: Callable[..., World]) -> None:
    world = make_site(guests_read=True)
    ana = world.member("Ana")
    thread = world.ask(world.space("Letters", by=ana), ana)
    assert world.client().get(page(world, thread)).status_code == 200
    assert world.scalar(select(func.count()).select_from(ReadMark)) == 0


def test_the_first_mark_creates_a_member_without_a_name(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, _, thread = asked
    eva = world.user("Eva")
    assert world.client(eva).get(page(world, thread)).status_code == 200
    assert world.scalar(select(func.count()).where(Member.user_key == eva.id)) == 1
    assert world.scalar(select(Member.name).where(Member.user_key == eva.id)) is None
    assert mark(world, eva, thread) == (3, "", 3)


def test_reading_again_writes_nothing(
    world: World, statements: Callable[[], Any], asked: tuple[User, User, int]
) -> None:
    _, ben, thread = asked
    browser = world.client(ben)
    browser.get(page(world, thread))
    with statements() as sent:
        browser.get(page(world, thread))
    assert [one for one in sent if not one.lstrip().startswith("SELECT")] == []


def test_the_response_is_complete_before_anything_is_written(
    world: World, statements: Callable[[], Any], asked: tuple[User, User, int]
) -> None:
    _, ben, thread = asked
    with statements() as sent:
        answer = world.client(ben).get(page(world, thread), buffered=False)
        body = answer.get_data(as_text=True)
        assert [one for one in sent if not one.lstrip().startswith("SELECT")] == []
        answer.close()
    assert "</html>" in body
    assert mark(world, ben, thread) == (3, "", 3)


@pytest.mark.sites("sqlite", "host")  # on PostgreSQL nothing locks the database
def test_a_locked_database_drops_the_mark_and_nothing_else(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, ben, thread = asked
    with world.app.app_context():
        ours = world.app.extensions["forum"].db.engine
    _hurry(ours)
    other = create_engine(ours.url)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        answer = world.client(ben).get(page(world, thread))
        assert answer.status_code == 200
        connection.rollback()
    other.dispose()
    assert mark(world, ben, thread) is None
    world.client(ben).get(page(world, thread))
    assert mark(world, ben, thread) == (3, "", 3)


def _hurry(engine: Any) -> None:
    """Let *engine* wait for a lock for a moment only."""
    event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout=50"))
    engine.dispose()


def test_a_read_only_database_drops_the_mark_and_nothing_else(
    world: World, asked: tuple[User, User, int]
) -> None:
    _, ben, thread = asked
    with world.read_only():
        answer = world.client(ben).get(page(world, thread))
    assert answer.status_code == 200
    assert mark(world, ben, thread) is None


def test_ones_own_posts_are_read(world: World, asked: tuple[User, User, int]) -> None:
    _, ben, thread = asked
    browser = world.client(ben)
    browser.get(page(world, thread))
    world.write(thread, ben)
    assert mark(world, ben, thread) == (4, "", 4)


def test_notices_about_a_thread_are_seen_with_it(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    here, there = world.ask(letters, ana), world.ask(letters, ana)
    world.write(here, ben)
    world.write(there, ben)
    world.client(ana).get(page(world, here))
    waiting = select(Notice.thread_id).where(Notice.seen_at.is_(None))
    with world.request():
        assert session().scalars(waiting).all() == [there]


@pytest.mark.parametrize("where", ["here", "everywhere"])
def test_everything_can_be_marked_as_read(world: World, where: str) -> None:
    ana, ben, eva = world.member("Ana"), world.member("Ben"), world.member("Eva")
    letters, home = world.space("Letters", by=ana), world.space("Home visits", by=ana)
    threads = [world.ask(letters, ana), world.ask(home, ana)]
    for thread in threads:
        world.client(ben).get(page(world, thread))
        world.client(eva).get(page(world, thread))
        world.write(thread, ana)
    never = world.ask(letters, ana)
    browser = world.client(ben)
    data = {"space": letters.slug} if where == "here" else {}
    answer = browser.post(f"{world.home}/-/read", data=data)
    assert answer.status_code == 302
    assert "said=read" in answer.location
    assert mark(world, ben, threads[0]) == (2, "", 2)
    assert mark(world, ben, threads[1]) == ((1, "", 1) if where == "here" else (2, "", 2))
    assert mark(world, ben, never) is None
    assert mark(world, eva, threads[0]) == (1, "", 1)


def test_an_unreadable_space_cannot_be_marked(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    closed = world.space("Between us", by=ana, access="closed")
    browser = world.client(ben)
    withheld = browser.post(f"{world.home}/-/read", data={"space": closed.slug})
    absent = browser.post(f"{world.home}/-/read", data={"space": "no-such-space"})
    assert withheld.status_code == absent.status_code == 404


def test_marking_everything_leaves_unreadable_threads(world: World) -> None:
    ana, ben = world.member("Ana"), world.member("Ben")
    letters = world.space("Letters", by=ana)
    thread = world.ask(letters, ana)
    world.client(ben).get(page(world, thread))
    world.write(thread, ana)
    with world.request():
        actions.mark_all_read(Viewer(member_id=1))
        actions.mark_all_read(Viewer(member_id=2))
    assert mark(world, ben, thread) == (1, "", 1)


def test_with_few_marks_unread_posts_are_counted_in_all_threads(world: World) -> None:
    ana, space, *_ = read_and_answered(world)
    others(world, RECENT, space_id=space.id)
    assert unread(world, ana) == {space.id: 1}


def test_with_many_marks_they_are_counted_in_the_latest_threads_a_viewer_may_read(
    world: World,
) -> None:
    ana, space, ben = read_and_answered(world)
    elsewhere = world.space("Numbers", by=ben, access="closed")
    read = others(world, FEW - 1, space_id=elsewhere.id, read_by=world.id(ana))
    others(world, RECENT - len(read), space_id=elsewhere.id)
    assert unread(world, ana) == {space.id: 1}  # of their FEW marks
    others(world, 1, space_id=elsewhere.id, read_by=world.id(ana))
    assert unread(world, ana) == {space.id: 1}  # of the RECENT latest they may read
    others(world, RECENT, space_id=space.id)
    assert unread(world, ana) == {}


@pytest.mark.sites("sqlite")  # it alone tells what a statement took
def test_with_few_marks_it_takes_as_much_with_more_threads(world: World) -> None:
    ana, space, *_ = read_and_answered(world)
    viewer, taken = world.viewer(ana), []
    for _ in range(2):
        others(world, 200, space_id=space.id)
        with world.request():
            viewer.binds()
            driver: Any = session().connection().connection.driver_connection
            driver.set_progress_handler(lambda: taken[-1].append(1), 1)
            taken.append([])
            unread_by_space(viewer)
            driver.set_progress_handler(None, 1)
    few, more = map(len, taken)
    assert 0 < more == few


def read_and_answered(world: World) -> tuple[User, Any, User]:
    """Return somebody who has one unread post, the space it is in, and who wrote it."""
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Letters", by=ana)
    thread = world.ask(space, ana)
    world.client(ana).get(page(world, thread))
    world.write(thread, ben)
    return ana, space, ben


def others(world: World, number: int, *, space_id: int, read_by: int | None = None) -> list[int]:
    """Open *number* threads that are active later, *read_by* a member; return their ids."""
    moment = now() + timedelta(days=1)
    row = {"kind": "question", "title": "Old", "slug": "old", "author_id": 1, "space_id": space_id}
    row |= {"opened_at": moment, "active_at": moment}
    with world.request():
        opened = insert(Thread).returning(Thread.id)
        ids = list(session().execute(opened, [row] * number).scalars())
        if read_by is not None:
            marks = [{"member_id": read_by, "thread_id": id} for id in ids]
            session().execute(insert(ReadMark), marks)
        session().commit()
    return ids


def unread(world: World, user: User) -> dict[int, int]:
    """Return how many posts *user* has not read, by space."""
    viewer = world.viewer(user)
    with world.request():
        return dict(unread_by_space(viewer))
