"""Writes a change to the index in PostgreSQL in the transaction that makes it."""

from __future__ import annotations

import logging
from traceback import format_tb
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..core.database import outbox
from ..core.database.postgres import lock, set_here
from ..core.database.session import fetch_all
from ..core.index.models import IndexHome
from ..core.index.postgres.engine import ALL, LOCKS
from ..core.index.postgres.models import SearchBuild
from ..threads.models import Post
from . import documents
from .rows import BuildRow, ChangeRow, HomeRow, ThreadIdRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from ..core.index.postgres.engine import PostgresEngine

_log = logging.getLogger(__name__)
PATIENCE = 2_000
"""Milliseconds that a commit waits for a lock; after that, the indexer does the work later."""
MANY = 20
"""Threads and artefacts that are locked one by one; beyond that, everything is locked."""
THREADS, ARTEFACTS = 0x666F7274, 0x666F7275
"""The groups of the locks on one thread and on one artefact."""

_BUILDS = select(SearchBuild.number, SearchBuild.words, SearchBuild.done)


def index_on_commit(engine: PostgresEngine, session: Session, seqs: Sequence[int]) -> bool:
    """Index what the outbox rows *seqs* are about; return whether nothing is left to do.

    No commit fails because of the index: on an error the rows stay in the outbox. Only if the
    database itself is gone, its error is raised, because the commit would fail as well.
    """
    connection = session.connection()
    try:
        with connection.begin_nested():
            return _index(engine, session, seqs)
    except Exception as fault:  # its message is not logged: it may hold what somebody wrote
        if connection.invalidated or connection.closed:
            raise
        where = "".join(format_tb(fault.__traceback__))
        _log.warning("a change will be indexed later: %s\n%s", type(fault).__name__, where)
        return False


def _index(engine: PostgresEngine, session: Session, seqs: Sequence[int]) -> bool:
    connection = session.connection()
    changes = _changes(seqs)
    if not changes:
        return True
    _lock(connection, changes)
    # read after the locks: a build that began meanwhile is seen
    builds = fetch_all(BuildRow, _BUILDS)
    current = [build.number for build in builds if build.done and build.words == engine.words]
    if not current or not _is_home(engine):
        return False
    _write(engine, connection, changes, build=max(current))
    if any(not build.done for build in builds):
        return False  # the rows stay for the build in progress, which has to have them too
    outbox.delete_rows(session, seqs)
    return True


def _changes(seqs: Sequence[int]) -> Sequence[ChangeRow]:
    mine = outbox.Outbox.consumer == "search"
    rows = select(outbox.Outbox.kind, outbox.Outbox.object_id)
    return fetch_all(ChangeRow, rows.where(outbox.Outbox.seq.in_(seqs), mine))


def _is_home(engine: PostgresEngine) -> bool:
    """Whether the changes of this database go into the index in PostgreSQL."""
    home = fetch_all(HomeRow, select(IndexHome.folder))
    return bool(home) and home[0].folder.startswith(engine.home_id())


def _ids(changes: Sequence[ChangeRow], kind: str) -> set[int]:
    return {change.object_id for change in changes if change.kind == kind}


def _lock(connection: Connection, changes: Sequence[ChangeRow]) -> None:
    """Lock the objects named in *changes* until the commit, so that no stale row is indexed.

    A transaction takes these locks last and in order, so there are no deadlocks.
    """
    set_here(connection, "lock_timeout", PATIENCE)
    threads, artefacts = _ids(changes, "thread"), _ids(changes, "artefact")
    of_posts = select(Post.thread_id).where(Post.id.in_(_ids(changes, "post")))
    threads |= {row.thread_id for row in fetch_all(ThreadIdRow, of_posts)}
    if _ids(changes, "space") or len(threads) + len(artefacts) > MANY:
        lock(connection, LOCKS, ALL)
        return
    lock(connection, LOCKS, ALL, shared=True)
    for group, ids in ((THREADS, threads), (ARTEFACTS, artefacts)):
        for id in sorted(ids):
            lock(connection, group, id)


def _write(
    engine: PostgresEngine, connection: Connection, changes: Sequence[ChangeRow], *, build: int
) -> None:
    writer = engine.writer_over(connection, build)
    for space_id, scope in documents.scopes(_ids(changes, "space")):
        writer.rescope(space_id, scope)
    # the documents of a space are not read again: in this engine, only their scope depends on it
    changed = documents.changes(change for change in changes if change.kind != "space")
    found, gone = [], list(changed.gone)
    for ids, read in ((changed.posts, documents.posts), (changed.artefacts, documents.artefacts)):
        for some in documents.batches(ids):
            more, missing = read(some)
            found += more
            gone += missing
    writer.write(found, gone)
