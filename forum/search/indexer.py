"""Brings the index up to date from the outbox.

The setting ``drain`` says who does it: a thread of each process, only ``flask forum work``, or, in
tests, whoever made the change. Such a thread also reads the words of files: where there is no
worker, nobody else does.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Literal

from flask import current_app
from sqlalchemy import select

from ..core.database import outbox
from ..core.database.faults import log_failure
from ..core.database.session import session
from ..core.database.sqlite import going_to_write
from ..core.index.home import Elsewhere, claim_home, engine, in_database
from ..core.index.protocol import Busy
from ..core.state import state
from ..files import queue, sweeping
from ..first_takes import actions as first_takes
from . import documents
from .file_documents import all_files, read_changed, read_files
from .file_documents import count as count_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

_log = logging.getLogger(__name__)
MOST = 500
"""Rows of the outbox that are dealt with in one go."""
GATHER, RETRY, REST = 0.2, 1.0, 30.0
"""Seconds to wait: before a drain, to gather several posts; after Busy; after a failure."""

_one_at_a_time = threading.Lock()
Outcome = Literal["done", "busy", "elsewhere"]


def drain() -> Outcome:
    """Index everything that waits in the outbox, and rebuild an index that is not current.

    Returns "busy" if another process is doing it, "elsewhere" if another index gets the changes.
    Needs a session without a transaction.
    """
    try:
        claim_home()
        _commit_if(first_takes.begin_moving)
        while True:
            if not engine().is_current():
                rebuild()
            elif not _has_changes():
                _commit_if(first_takes.end_moving)
                return "done"
            else:
                _index_batch()
    except Busy:
        return "busy"
    except Elsewhere as fault:
        if not state().memory.other_folder_logged:
            _log.error("%s", fault)
            state().memory.other_folder_logged = True
        return "elsewhere"
    finally:
        session().rollback()


def _commit_if(moves: Callable[[], bool]) -> None:
    """Call *moves* if there may be something to move, and commit if it has changed something.

    Its first statement writes: one that had read before could not wait for another writer.
    """
    session().rollback()
    is_any = first_takes.is_any_to_move()
    session().rollback()
    if is_any and moves():
        session().commit()


def rebuild(progress: Callable[[int, int], None] | None = None) -> int:
    """Build a new index of everything and return the number of its documents. Raises Busy.

    *progress* is called with the numbers done and in all. Changes made meanwhile stay in
    the outbox.
    """
    with engine().write_lock():
        covered = _seqs()
        total, done = documents.total() + count_files(), 0
        with engine().rebuilding() as index:
            for next_ids, read in (
                (documents.all_posts, documents.posts),
                (documents.all_artefacts, documents.artefacts),
                (all_files, read_files),
            ):
                after = 0
                while ids := next_ids(after):
                    found, _ = read(ids)
                    session().rollback()
                    index.write(found, ())
                    after, done = ids[-1], done + len(ids)
                    if progress:
                        progress(done, total)
        _delete(covered)
        return engine().count()


def begin() -> None:
    """Create the index in PostgreSQL while the forum is empty, so that the first post is found.

    In a forum with posts, or with an index in a folder, the first drain builds it.
    """
    if in_database() and not engine().ready() and not documents.total():
        drain()


def _index_batch() -> None:
    """Index what the oldest rows are about. They are read under the lock, or might be stale."""
    with engine().write_lock():
        session().rollback()
        rows = outbox.waiting_rows(session(), consumer="search", most=MOST)
        changed = documents.changes((row.kind, row.object_id) for row in rows)
        session().rollback()
        with engine().writing() as index:
            index.write((), changed.gone)
            for found, gone in read_changed(changed):
                session().rollback()
                index.write(found, gone)
        _delete([row.seq for row in rows])


def _has_changes() -> bool:
    session().rollback()
    return bool(outbox.waiting_rows(session(), consumer="search", most=1))


def _seqs() -> list[int]:
    session().rollback()
    mine = select(outbox.Outbox.seq).where(outbox.Outbox.consumer == "search")
    return list(session().scalars(mine))


def _delete(seqs: list[int]) -> None:
    session().rollback()
    with going_to_write():
        for some in documents.batches(seqs):
            outbox.delete_rows(session(), some)
            session().commit()


def wake() -> None:
    """Bring the index up to date in the way this app is configured to. Raises nothing."""
    if state().config.drain == "inline":
        _quietly(current_app._get_current_object())  # type: ignore[attr-defined]
    else:
        wake_thread()


def wake_thread() -> None:
    """Let the thread of this process do what waits, if the app is configured to have one.

    A file that was put up waits to be read, long before a text that names it is indexed.
    """
    if state().config.drain == "thread":
        memory = state().memory
        with _one_at_a_time:
            drainer = memory.indexer
            if not isinstance(drainer, Drainer) or not drainer.lives:
                drainer = memory.indexer = Drainer(
                    current_app._get_current_object()  # type: ignore[attr-defined]
                )
        drainer.news.set()


def _quietly(app: Flask) -> Outcome | None:
    """Drain in an app context of its own. A failure is logged, and None returned.

    A drain mostly reads. If a command wakes it, it must not hold the lock of a writer, which the
    command has taken care to get, while it builds an index.
    """
    try:
        with going_to_write(False), app.app_context():
            return drain()
    except Exception as fault:
        log_failure(_log, fault, "the search index could not be brought up to date")
        return None


def _deal_with_files(app: Flask, stop: threading.Event) -> float | None:
    """Check or read one file, and delete what is to go, until *stop* is set.

    One may take long, and what is written meanwhile is to be found. Return after how many seconds
    to look again, if any still waits: the next at once, and one that could not be checked or read
    later. A failure is logged.
    """
    try:
        with app.app_context():
            done = queue.work_off(stop=stop, most=1) + sweeping.sweep(stop=stop)
            return 0 if done else REST if queue.waits() else None
    except Exception as fault:
        log_failure(_log, fault, "files could not be read")
        return REST


class Drainer:
    """A thread of this process that drains the outbox, and deals with files, when it is woken."""

    def __init__(self, app: Flask) -> None:
        self.app, self.pid, self.news = app, os.getpid(), threading.Event()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, name="forum-search", daemon=True)
        self.thread.start()

    @property
    def lives(self) -> bool:
        """Whether it runs in this process: a fork does not inherit its parent's threads."""
        return self.pid == os.getpid() and self.thread.is_alive()

    def _run(self) -> None:
        rest: float | None = None
        while not self.over.is_set():
            self.news.wait(rest)
            self.over.wait(GATHER)
            self.news.clear()
            outcome = _quietly(self.app)
            rest = _deal_with_files(self.app, self.over)
            if outcome in ("busy", None):
                self.over.wait(RETRY if outcome else REST)
                self.news.set()

    def stop(self) -> None:
        """Drain once more and wait until that is done: then the database can be closed."""
        self.over.set()
        self.news.set()
        self.thread.join()
