"""The index is brought up to date, whatever is damaged, killed, moved or of an older version."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from forum.core.database.outbox import Outbox, record_changes
from forum.core.database.session import session
from forum.core.index import builds
from forum.core.index.home import engine, folder
from forum.core.index.models import IndexHome
from forum.core.index.postgres import engine as postgres
from forum.core.index.protocol import INDEX_VERSION
from forum.search import indexer
from forum.texts.actions import compose
from forum.threads.actions import write
from forum.threads.models import Post

from ..support.sites import kinds_in
from ..support.waiting import soon
from ..support.world import User, World
from .pages import command, forget_engine, look, total, waiting

pytestmark = pytest.mark.sites("sqlite", "host", "tantivy")  # those with an index in a folder

REBUILDING = "The search index is being rebuilt"
ROOT = Path(__file__).parents[2]
with_every_engine = pytest.mark.sites(*kinds_in("search"))


def letters(world: World) -> tuple[User, int]:
    ana = world.member("Ana")
    return ana, world.ask(world.space("Letters", by=ana), ana, "Blue letters")


def index_of(world: World) -> Path:
    with world.app.app_context():
        return folder()


def indexed(world: World) -> int:
    with world.app.app_context():
        return engine().count()


@with_every_engine
def test_a_thread_indexes_what_is_posted(make_site: Callable[..., World]) -> None:
    world = make_site(drain="thread")
    ana, thread = letters(world)
    world.write(thread, ana, "A zebra")
    assert soon(lambda: total(look(world, ana, "zebra")) == 1)
    world.write(thread, ana, "Another zebra")
    assert soon(lambda: total(look(world, ana, "zebra")) == 2)
    assert soon(lambda: waiting(world) == 0)


def test_a_search_wakes_the_thread_for_changes_left_in_the_outbox(
    make_site: Callable[..., World],
) -> None:
    world = make_site(drain="worker")
    ana, thread = letters(world)
    assert command(world, "work", "--once").exit_code == 0
    world.write(thread, ana, "A zebra")
    with world.request():
        session().execute(update(Outbox).values(at=_LONG_AGO))
    later = make_site(drain="thread")
    later.site.people = world.site.people
    assert total(look(later, ana, "zebra")) == 0
    assert soon(lambda: total(look(later, ana, "zebra")) == 1)


_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@with_every_engine
def test_a_worker_indexes_when_it_is_run(make_site: Callable[..., World]) -> None:
    world = make_site(drain="worker")
    ana, _ = letters(world)
    assert REBUILDING in look(world, ana, "blue")
    assert command(world, "work", "--once").exit_code == 0
    assert total(look(world, ana, "blue")) == 1
    assert waiting(world) == 0


@with_every_engine
def test_mounting_the_forum_starts_nothing(make_site: Callable[..., World]) -> None:
    world = make_site(drain="thread")
    assert not index_of(world).exists()
    memory = world.app.extensions["forum"].memory
    assert memory.search_engine is None
    assert memory.indexer is None


@pytest.fixture
def lions(make_site: Callable[..., World]) -> tuple[World, User, Callable[[], None]]:
    """A site where everything is indexed, somebody, and what writes of a lion without a commit."""
    world = make_site(drain="thread")
    ana, thread = letters(world)
    author = world.id(ana)
    with world.app.app_context():
        assert command(world, "work", "--once").exit_code == 0

    def change() -> None:
        write.write(thread, author_id=author, text=compose("A lion"))

    return world, ana, change


Lions = tuple[World, User, Callable[[], None]]


def is_lion_found(world: World, ana: User) -> bool:
    return soon(lambda: total(look(world, ana, "lion")) == 1 and waiting(world) == 0)


@with_every_engine
@pytest.mark.parametrize("is_all", [True, False], ids=["alone", "after another change"])
def test_what_a_host_changes_as_it_commits_is_indexed(lions: Lions, *, is_all: bool) -> None:
    world, ana, change = lions
    with world.request():
        if not is_all:
            record_changes(session(), kind="post", ids=[1])
        event.listen(session(), "before_commit", lambda _: change(), once=True)
    assert is_lion_found(world, ana)


@with_every_engine
@pytest.mark.parametrize("is_inside", [True, False], ids=["inside", "before"])
def test_what_is_committed_with_its_savepoints_open_is_indexed(
    lions: Lions, *, is_inside: bool
) -> None:
    world, ana, change = lions
    with world.app.test_request_context("/forum/", method="POST"), session().begin():
        if not is_inside:
            change()
        session().begin_nested()
        session().begin_nested()
        if is_inside:
            change()
    assert is_lion_found(world, ana)


@with_every_engine
def test_what_a_host_changes_as_a_savepoint_is_committed_is_indexed(lions: Lions) -> None:
    world, ana, change = lions
    with world.app.test_request_context("/forum/", method="POST"), session().begin():
        calls: list[bool] = []

        def hear(_session: Any) -> None:
            calls.append(True)
            if len(calls) == 2:  # after that of the whole, that of the savepoint
                change()

        event.listen(session(), "before_commit", hear)
        session().begin_nested()
    assert len(calls) == 2
    assert is_lion_found(world, ana)


@with_every_engine
def test_what_is_written_in_a_savepoint_that_is_rolled_back_is_written_again(lions: Lions) -> None:
    world, ana, change = lions
    with world.app.test_request_context("/forum/", method="POST"), session().begin():
        change()
        around = session().begin_nested()
        with session().begin_nested():
            session().begin_nested()
        around.rollback()
    assert is_lion_found(world, ana)


def lose_everything(folder: Path) -> None:
    shutil.rmtree(folder)


def lose_the_name(folder: Path) -> None:
    (folder / "CURRENT").unlink()


def lose_the_index(folder: Path) -> None:
    shutil.rmtree(next(folder.glob("index-*")))


def truncate(folder: Path) -> None:
    for pattern in ("*.seg", "*.store", "*.term"):  # of Whoosh, of tantivy
        for file in folder.rglob(pattern):
            file.write_bytes(file.read_bytes()[:100])


def scribble(folder: Path) -> None:
    for file in folder.rglob("*.*"):
        file.write_bytes(b"\x80" * 50)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    "damage", [lose_everything, lose_the_name, lose_the_index, truncate, scribble]
)
def test_a_lost_index_is_rebuilt_and_posting_goes_on(
    world: World, damage: Callable[[Path], None]
) -> None:
    ana, thread = letters(world)
    assert total(look(world, ana, "blue")) == 1
    damage(index_of(world))
    forget_engine(world)
    page = look(world, ana, "blue")
    assert REBUILDING in page
    assert "Blue letters" in page
    world.write(thread, ana, "A zebra")
    assert total(look(world, ana, "zebra")) == 1
    assert total(look(world, ana, "blue")) == 2  # the zebra as well: its thread has that title
    assert indexed(world) == 2
    gc.collect()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_posting_goes_on_where_no_index_can_be_created(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    ana, thread = letters(world)
    shutil.rmtree(index_of(world))
    index_of(world).write_text("in the way")
    forget_engine(world)
    world.write(thread, ana, "A zebra")
    page = look(world, ana, "blue")
    assert REBUILDING in page
    assert "Blue letters" in page
    assert caplog.records
    index_of(world).unlink()
    assert REBUILDING in look(world, ana, "zebra")
    assert total(look(world, ana, "zebra")) == 1
    gc.collect()


@with_every_engine
def test_a_rebuilt_index_has_everything(world: World) -> None:
    ana, thread = letters(world)
    for n in range(3):
        world.write(thread, ana, f"Zebra {n}")
    result = command(world, "reindex")
    assert result.exit_code == 0, result.output
    assert "4 documents are in the index" in result.output
    assert total(look(world, ana, "zebra")) == 3
    assert waiting(world) == 0


@with_every_engine
def test_reindex_gives_up_if_another_process_is_writing(world: World) -> None:
    letters(world)
    with world.app.app_context(), engine().write_lock():
        result = command(world, "reindex")
        assert indexer.drain() in ("busy", "done")
    assert result.exit_code == 1
    assert "another process is writing" in result.output


@with_every_engine
def test_a_post_made_during_a_rebuild_is_found_afterwards(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_site(drain="worker")
    ana, thread = letters(world)
    built = indexer.documents.posts

    def posts(ids: Any) -> Any:
        found = built(ids)
        if ids == [1]:
            world.write(thread, ana, "A zebra")
            monkeypatch.undo()
        return found

    monkeypatch.setattr(indexer.documents, "posts", posts)
    assert command(world, "work", "--once").exit_code == 0
    assert total(look(world, ana, "zebra")) == 1
    assert waiting(world) == 0


def of_the_next_version(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Act as a release whose indexes have another shape."""
    for module in (builds, postgres):
        monkeypatch.setattr(module, "INDEX_VERSION", INDEX_VERSION + 1)
    forget_engine(world)


@with_every_engine
def test_an_index_of_an_older_version_is_rebuilt_while_it_answers(
    make_site: Callable[..., World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_site(drain="worker")
    ana, thread = letters(world)
    assert command(world, "work", "--once").exit_code == 0
    of_the_next_version(world, monkeypatch)
    world.write(thread, ana, "A zebra")
    page = look(world, ana, "blue")
    assert total(page) == 1
    assert REBUILDING not in page
    assert total(look(world, ana, "zebra")) == 0
    assert command(world, "work", "--once").exit_code == 0
    assert total(look(world, ana, "zebra")) == 1
    assert (indexed(world), waiting(world)) == (2, 0)


@with_every_engine
def test_a_search_in_an_older_index_has_it_rebuilt(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, _ = letters(world)
    of_the_next_version(world, monkeypatch)
    assert total(look(world, ana, "blue")) == 1
    with world.app.app_context():
        assert engine().is_current()
    assert total(look(world, ana, "blue")) == 1


def test_a_second_folder_refuses_and_says_what_to_do(
    make_site: Callable[..., World], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = make_site()
    ana, thread = letters(world)
    other = make_site(index=str(tmp_path / "other"))
    other.site.people = world.site.people
    with caplog.at_level(logging.ERROR):
        other.write(thread, ana, "A zebra")
    assert "flask forum reindex" in caplog.text
    assert REBUILDING in look(other, ana, "zebra")
    world.write(thread, ana, "A second zebra")
    assert total(look(world, ana, "zebra")) == 2
    assert command(other, "reindex").exit_code == 0
    assert total(look(other, ana, "zebra")) == 2
    assert REBUILDING in look(world, ana, "zebra")
    assert "other" in world.scalar(select(IndexHome.folder))


def test_after_a_failure_work_is_repeated_and_nothing_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, thread = letters(world)
    forget = indexer.outbox.delete_rows

    def fail(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(indexer.outbox, "delete_rows", fail)
    world.write(thread, ana, "A zebra")
    assert waiting(world) == 1
    monkeypatch.setattr(indexer.outbox, "delete_rows", forget)
    world.write(thread, ana, "A second zebra")
    assert waiting(world) == 0
    assert total(look(world, ana, "zebra")) == 2
    assert indexed(world) == 3


@with_every_engine
def test_a_worker_stops_at_a_signal(world: World, database: str) -> None:
    letters(world)
    worker = _process(world, database, "worker")
    assert worker.stdout
    assert worker.stdout.readline().strip() == "ready"
    assert worker.stdout.readline().startswith("Indexing")  # from now on it hears signals
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=60)
    assert worker.returncode == 0


def _process(world: World, database: str, mode: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.search.process",
            database,
            world.app.instance_path,
            world.app.extensions["forum"].config.search or "",
            mode,
            *words,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@with_every_engine
def test_four_processes_that_post_at_once_lose_nothing(world: World, database: str) -> None:
    ana, thread = letters(world)
    posting = [_process(world, database, "post", str(thread), "15", str(n)) for n in range(4)]
    for one in posting:
        one.communicate(timeout=300)
    assert [one.returncode for one in posting] == [0] * 4
    assert world.scalar(select(func.count()).select_from(Post)) == 61
    assert soon(lambda: _drained(world))
    assert indexed(world) == 61
    assert total(look(world, ana, "zebra")) == 60
    for n in range(4):
        assert total(look(world, ana, f'"zebra process{n}"')) == 15


@with_every_engine
def test_processes_that_are_killed_lose_nothing(world: World, database: str) -> None:
    ana, thread = letters(world)
    for turn in range(3):
        posting = _process(world, database, "post", str(thread), "1000", str(turn))
        assert posting.stdout
        for _ in range(3 + turn):
            posting.stdout.readline()
        posting.kill()
        posting.communicate()
    assert soon(lambda: _drained(world))
    posts = int(world.scalar(select(func.count()).select_from(Post)))
    assert indexed(world) == posts
    assert total(look(world, ana, "zebra")) == posts - 1


def _drained(world: World) -> bool:
    with world.app.app_context():
        return indexer.drain() == "done"
