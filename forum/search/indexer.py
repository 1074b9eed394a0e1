"""Brings the index up to date: by a thread of this process, by ``flask forum work``, or at once."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Literal

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from ..core.database import outbox
from ..core.database.session import session
from ..core.database.sqlite import going_to_write
from ..core.index.home import Elsewhere, engine, in_database, settle
from ..core.index.protocol import Busy
from ..core.state import state
from . import documents

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from ..core.index.protocol import Writing

_log = logging.getLogger(__name__)
MOST = 500
"""Rows of the outbox that are dealt with at once."""
GATHER, RETRY, REST = 0.2, 1.0, 30.0
"""Seconds: before a drain, to take several posts at once; after Busy; after a failure."""

_one_at_a_time = threading.Lock()
Outcome = Literal["done", "busy", "elsewhere"]


def drain() -> Outcome:
    """Deal with all that waits; build the index where there is none.

    "busy" where somebody else is at it, "elsewhere" where the index is kept in another folder.
    The session's own transaction must be over.
    """
    try:
        settle()
        while True:
            if not engine().ready():
                rebuild()
            elif not _some():
                return "done"
            else:
                _batch()
    except Busy:
        return "busy"
    except Elsewhere as fault:
        if not state().kept.get("search_told"):
            _log.error("%s", fault)
            state().kept["search_told"] = True
        return "elsewhere"
    finally:
        session().rollback()


def rebuild(told: Callable[[int, int], None] | None = None) -> int:
    """Build a new index of everything and return how many documents it has.

    *told* is called with how many are done and how many there are. Raises Busy. What changes
    meanwhile stays in the outbox.
    """
    with engine().alone():
        covered = _seqs()
        total, done = _total(), 0
        with engine().rebuilding() as index:
            for next_ids, read in (
                (documents.all_posts, documents.posts),
                (documents.all_artefacts, documents.artefacts),
            ):
                after = 0
                while ids := next_ids(after):
                    found, _ = read(ids)
                    session().rollback()
                    index.write(found, ())
                    after, done = ids[-1], done + len(ids)
                    if told:
                        told(done, total)
        _forget(covered)
        return engine().count()


def begin() -> None:
    """Make the index in the database while there is nothing to find: the first post is, at once.

    Where there is something, or where the index is a folder, it is built by the first drain.
    """
    if in_database() and not engine().ready() and not _total():
        drain()


def _batch() -> None:
    """Deal with the oldest rows. They are read once nobody else writes, or they might be stale."""
    with engine().alone():
        session().rollback()
        waiting = outbox.waiting(session(), consumer="search", most=MOST)
        changed = documents.changes((row.kind, row.object_id) for row in waiting)
        session().rollback()
        with engine().writing() as index:
            index.write((), changed.gone)
            _write(index, changed)
        _forget([row.seq for row in waiting])


def _write(index: Writing, changed: documents.Changes) -> None:
    for ids, read in ((changed.posts, documents.posts), (changed.artefacts, documents.artefacts)):
        for some in documents.batches(ids):
            found, gone = read(some)
            session().rollback()
            index.write(found, gone)


def _some() -> bool:
    session().rollback()
    return bool(outbox.waiting(session(), consumer="search", most=1))


def _seqs() -> list[int]:
    session().rollback()
    mine = select(outbox.Outbox.seq).where(outbox.Outbox.consumer == "search")
    return list(session().scalars(mine))


def _total() -> int:
    counted = (select(func.count()).select_from(table) for table in documents.TABLES)
    return sum(session().scalar(count) or 0 for count in counted)


def _forget(seqs: list[int]) -> None:
    session().rollback()
    with going_to_write():
        for some in documents.batches(seqs):
            outbox.done(session(), some)
            session().commit()


def wake() -> None:
    """Have the index brought up to date, by whoever does that in this app. Nothing is raised."""
    how = state().config.drain
    if how == "inline":
        _quietly(current_app._get_current_object())  # type: ignore[attr-defined]
    elif how == "thread":
        kept = state().kept
        with _one_at_a_time:
            drainer = kept.get("search_drainer")
            if drainer is None or not drainer.lives:
                drainer = kept["search_drainer"] = Drainer(
                    current_app._get_current_object()  # type: ignore[attr-defined]
                )
        drainer.news.set()


def _quietly(app: Flask) -> Outcome | None:
    """Drain in a context of its own; a failure is logged, and None returned."""
    try:
        with app.app_context():
            return drain()
    except Exception as fault:
        if isinstance(fault, StatementError):
            fault.hide_parameters = True  # they hold what people wrote
        _log.exception("the search index could not be brought up to date")
        return None


class Drainer:
    """A thread of this process that drains when it is told of news."""

    def __init__(self, app: Flask) -> None:
        self.app, self.pid, self.news = app, os.getpid(), threading.Event()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, name="forum-search", daemon=True)
        self.thread.start()

    @property
    def lives(self) -> bool:
        """Whether it runs in this very process: a fork leaves threads behind."""
        return self.pid == os.getpid() and self.thread.is_alive()

    def _run(self) -> None:
        while not self.over.is_set():
            self.news.wait()
            self.over.wait(GATHER)
            self.news.clear()
            outcome = _quietly(self.app)
            if outcome in ("busy", None):
                self.over.wait(RETRY if outcome else REST)
                self.news.set()

    def stop(self) -> None:
        """Drain once more and end: who takes the database away must know that nobody is at it."""
        self.over.set()
        self.news.set()
        self.thread.join()
