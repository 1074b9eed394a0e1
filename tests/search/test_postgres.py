"""In PostgreSQL a post can be found as soon as it is committed, whatever happens meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update

from forum.core.database.outbox import Outbox
from forum.core.database.session import session
from forum.core.index.home import engine
from forum.core.index.models import IndexHome
from forum.core.index.postgres import store
from forum.core.index.postgres.models import SearchBuild, SearchDocument
from forum.members.viewer import GUEST
from forum.revisions import actions as revisions
from forum.search import documents, indexer
from forum.spaces import actions as spaces
from forum.texts.actions import compose
from forum.threads import queries
from forum.threads.actions import write
from forum.threads.models import Thread

from ..support.waiting import soon
from ..support.world import User, World
from .pages import command, forget_engine, look, total, waiting

pytestmark = pytest.mark.sites("postgres")

BLOCKED = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
LATER = "a change will be indexed later"


@pytest.fixture
def world(make_site: Callable[..., World]) -> World:
    """A site after ``flask forum upgrade``, without an indexer."""
    return upgraded(make_site(drain="worker"))


def upgraded(world: World) -> World:
    assert command(world, "upgrade").exit_code == 0
    return world


def letters(world: World) -> tuple[User, Any, int]:
    ana = world.member("Ana")
    space = world.space("Letters", by=ana)
    return ana, space, world.ask(space, ana, "Blue letters")


def counted(world: World, table: Any) -> int:
    return int(world.scalar(select(func.count()).select_from(table)))


def test_a_post_is_found_with_its_commit(world: World) -> None:
    ana, _, thread = letters(world)
    assert total(look(world, ana, "blue")) == 1
    world.write(thread, ana, "A zebra")
    assert total(look(world, ana, "zebra")) == 1
    assert total(look(world, ana, "is:answered")) == 1
    assert waiting(world) == 0
    assert world.app.extensions["forum"].memory.indexer is None
    assert not (Path(world.app.instance_path) / "forum-index").exists()


def test_a_post_that_is_rolled_back_is_not_found(world: World) -> None:
    ana, _, thread = letters(world)
    author = world.id(ana)
    with world.request():
        write.write(thread, author_id=author, text=compose("A zebra"))
        part = session().begin_nested()
        write.write(thread, author_id=author, text=compose("A lion"))
        part.rollback()
    with world.app.test_request_context("/forum/", method="POST"):
        write.write(thread, author_id=author, text=compose("A tiger"))
        session().rollback()
    found = [total(look(world, ana, word)) for word in ("zebra", "lion", "tiger")]
    assert found == [1, 0, 0]
    assert waiting(world) == 0


def test_a_post_in_a_savepoint_is_found_with_the_commit(world: World) -> None:
    ana, _, thread = letters(world)
    author = world.id(ana)
    with world.request(), session().begin_nested():
        write.write(thread, author_id=author, text=compose("A zebra"))
    assert (total(look(world, ana, "zebra")), waiting(world)) == (1, 0)


def nothing(_ids: Any) -> Any:
    raise RuntimeError


@pytest.mark.parametrize("fault", [(documents, "posts"), (store, "vector")])
def test_a_post_is_never_refused_for_the_index(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: tuple[Any, str],
) -> None:
    ana, _, thread = letters(world)
    monkeypatch.setattr(*fault, nothing if fault[1] == "posts" else lambda *_: "'")
    with caplog.at_level(logging.WARNING):
        world.write(thread, ana, "A zebra")
    assert LATER in caplog.text
    assert (total(look(world, ana, "zebra")), waiting(world)) == (0, 1)
    monkeypatch.undo()
    assert command(world, "work", "--once").exit_code == 0
    assert (total(look(world, ana, "zebra")), waiting(world)) == (1, 0)


def test_a_log_never_holds_what_was_written(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana, _, thread = letters(world)
    monkeypatch.setattr(store, "vector", lambda *_: "'zebra")
    world.write(thread, ana, "A zebra")
    assert LATER in caplog.text
    assert "zebra" not in caplog.text


def test_a_post_made_during_a_rebuild_is_found_before_and_after(world: World) -> None:
    ana, _, thread = letters(world)
    with world.app.app_context():
        with engine().write_lock(), engine().rebuilding():
            world.write(thread, ana, "A zebra")
            assert total(look(world, ana, "zebra")) == 1
            assert waiting(world) == 1
        assert total(look(world, ana, "zebra")) == 0
        assert indexer.drain() == "done"
    assert total(look(world, ana, "zebra")) == 1
    assert waiting(world) == 0


@contextmanager
def held_at_its_end(world: World, meanwhile: Callable[[], None]) -> Any:
    """A transaction that has written its part of the index; *meanwhile* runs before it commits.

    The commit waits until *meanwhile* is done or is itself waiting for the commit.
    """
    others: list[threading.Thread] = []

    def hold(_session: Any) -> None:
        other = threading.Thread(target=meanwhile)
        others.append(other)
        other.start()
        assert soon(lambda: session().scalar(BLOCKED) or not other.is_alive())

    with world.app.test_request_context("/forum/", method="POST"):
        yield
        event.listen(session(), "before_commit", hold, once=True)
        session().commit()
    others[0].join(60)
    assert not others[0].is_alive()


def test_a_new_text_is_not_overwritten_by_an_old_one(world: World) -> None:
    ana, _, thread = letters(world)
    ben = world.member("Ben")
    opening = _opening(world, thread)
    with held_at_its_end(world, lambda: world.write(thread, ben, "An answer") and None):
        revisions.edit(opening, revision=1, editor_id=1, text=compose("A zebra"))
    assert total(look(world, ana, "zebra")) == 1
    assert total(look(world, ana, "answer")) == 1


def _opening(world: World, thread: int) -> int:
    with world.request():
        post = queries.post_by_number(GUEST, thread, 1)
        assert post
        return int(post.id)


def test_a_post_written_while_a_space_is_closed_is_closed_too(world: World) -> None:
    ana, space, thread = letters(world)
    ben = world.member("Ben")
    with held_at_its_end(world, lambda: world.write(thread, ana, "A zebra") and None):
        spaces.describe_space(space.id, name="Letters", purpose="", norms="", access="closed")
    assert set(_scopes(world)) == {f"s{space.id}"}
    assert total(look(world, ana, "zebra")) == 1
    assert total(look(world, ben, "zebra")) == 0


def _scopes(world: World) -> list[str]:
    with world.request():
        return list(session().scalars(select(SearchDocument.scope)))


def test_a_commit_does_not_wait_long_for_another(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana, _, thread = letters(world)
    monkeypatch.setattr("forum.search.index_on_commit.PATIENCE", 100)
    with world.app.app_context(), engine().write_lock(), engine().writing():
        world.write(thread, ana, "A zebra")
    assert LATER in caplog.text
    assert waiting(world) == 1
    assert command(world, "work", "--once").exit_code == 0
    assert total(look(world, ana, "zebra")) == 1


def test_two_servers_with_folders_of_their_own_find_everything(
    make_site: Callable[..., World],
) -> None:
    here = upgraded(make_site(instance="here", drain="thread"))
    there = make_site(instance="there", drain="thread")
    there.site.people = here.site.people
    ana, ben = here.member("Ana"), here.member("Ben")
    thread = here.ask(here.space("Letters", by=ana), ana, "Blue letters")
    there.write(thread, ben, "A zebra there")
    here.write(thread, ana, "A zebra here, thanks", to=2)
    for world in (here, there):
        assert total(look(world, ana, "zebra")) == 2
        assert total(look(world, ana, "blue")) == 3  # replies have the title of their thread
        assert [notices(world, user) for user in (ana, ben)] == [1, 1]
        assert world.client(ana).get("/forum/-/health").json["index"] == "ready"
        assert command(world, "work", "--once").exit_code == 0
    assert waiting(here) == 0


def notices(world: World, user: User) -> int:
    page = world.client(user).get("/forum/-/for-you")
    assert page.status_code == 200
    return str(page.text).count("Blue letters")


def test_two_servers_with_an_index_each_refuse(
    make_site: Callable[..., World], caplog: pytest.LogCaptureFixture
) -> None:
    here = make_site(instance="here", search="whoosh")
    there = make_site(instance="there", search="whoosh")
    there.site.people = here.site.people
    ana, _, thread = letters(here)
    assert total(look(here, ana, "blue")) == 1
    there.write(thread, ana, "A zebra")
    assert "flask forum reindex" in caplog.text
    assert "The search index is being rebuilt" in look(there, ana, "blue")
    answer = there.client().get("/forum/-/health")
    assert (answer.status_code, answer.json["index"]) == (503, "elsewhere")


def test_whoosh_can_be_chosen_and_left(make_site: Callable[..., World]) -> None:
    folder = make_site(search="whoosh")
    ana, _, thread = letters(folder)
    assert (Path(folder.app.instance_path) / "forum-index").is_dir()
    assert total(look(folder, ana, "blue")) == 1
    assert counted(folder, SearchDocument) == 0
    inside = make_site()
    inside.site.people = folder.site.people
    assert "The search index is being rebuilt" in look(inside, ana, "blue")
    inside.write(thread, ana, "A zebra")
    result = command(inside, "reindex")
    assert "2 documents are in the index in the database itself" in result.output
    assert total(look(inside, ana, "zebra")) == 1
    forget_engine(folder)
    assert "The search index is being rebuilt" in look(folder, ana, "zebra")
    assert command(folder, "reindex").exit_code == 0
    assert total(look(folder, ana, "zebra")) == 1
    folder.write(thread, ana, "Another zebra")
    assert total(look(folder, ana, "zebra")) == 2
    assert "forum-index" in folder.scalar(select(IndexHome.folder))


def test_a_lost_index_is_rebuilt(make_site: Callable[..., World]) -> None:
    world = make_site()
    ana, _, thread = letters(world)
    with world.request():
        session().execute(SearchBuild.__table__.delete())
        session().execute(SearchDocument.__table__.delete())
    page = look(world, ana, "blue")
    assert "The search index is being rebuilt" in page
    assert "Blue letters" in page
    world.write(thread, ana, "A zebra")
    assert (total(look(world, ana, "zebra")), total(look(world, ana, "blue"))) == (1, 2)


def test_repairing_counters_updates_the_index(world: World) -> None:
    ana, _, thread = letters(world)
    world.write(thread, ana, "A zebra")
    with world.request():
        session().execute(update(Thread).values(answers=0))
    assert command(world, "doctor", "--repair").exit_code == 0
    assert waiting(world) == 0
    assert total(look(world, ana, "is:answered")) == 1


def test_many_threads_are_indexed_in_one_transaction(world: World) -> None:
    ana, space, _ = letters(world)
    with world.request():
        for n in range(30):
            write.open_thread(
                space_id=space.id,
                kind="question",
                title=f"Zebra {n}",
                tags=[],
                author_id=1,
                text=compose("Which?"),
            )
    assert total(look(world, ana, "zebra")) == 30
    assert counted(world, Outbox) == 0
