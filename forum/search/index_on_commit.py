"""Writes a change to the index in PostgreSQL in the transaction that makes it."""

from __future__ import annotations

import logging
from traceback import format_tb
from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, func, literal_column, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY

from ..core.database import outbox
from ..core.database.postgres import lock, set_here
from ..core.database.session import fetch_all
from ..core.index.models import IndexHome
from ..core.index.postgres.engine import ALL, LOCKS
from ..core.index.postgres.models import SearchBuild
from ..files.models import File
from ..threads.models import Post
from . import documents
from .file_documents import read_changed
from .kinds import FILE
from .rows import BuildRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.orm import Session

    from ..core.database.outbox import ChangedObject
    from ..core.index.postgres.engine import PostgresEngine

_log = logging.getLogger(__name__)
PATIENCE = 2_000
"""Milliseconds that a commit waits for a lock; after that, the indexer does the work later."""
MUCH = 60_000
"""Letters of files that a commit indexes at most: more would let a form wait for a second."""
MANY = 20
"""Changes whose threads and artefacts are locked one by one; beyond that, everything is."""
THREADS, ARTEFACTS = 0x666F7274, 0x666F7275
"""The groups of the locks on one thread and on one artefact."""

_BUILDS = select(
    SearchBuild.number, SearchBuild.words, SearchBuild.done, IndexHome.folder.label("home")
).outerjoin(IndexHome, true())
_threads: ColumnElement[int] = literal_column(str(THREADS))
_artefacts: ColumnElement[int] = literal_column(str(ARTEFACTS))


def _given(name: str) -> ColumnElement[int]:
    return func.unnest(bindparam(name, type_=ARRAY(Integer)))


def _given_any(name: str) -> ColumnElement[int]:
    return func.any(bindparam(name, type_=ARRAY(Integer)))


_CHANGED = (
    union(
        select(_threads.label("group"), Post.thread_id.label("number")).where(
            Post.id == _given_any("posts")
        ),
        select(_threads, _given("threads")),
        select(_artefacts, _given("artefacts")),
        select(_threads, Post.thread_id)
        .join(File, and_(File.place == "post", File.place_id == Post.id))
        .where(File.id == _given_any("files")),
        select(_artefacts, File.place_id).where(
            File.place == "page", File.id == _given_any("files")
        ),
    )
    .order_by("group", "number")
    .subquery()
)
_ONE = select(literal_column("1")).subquery()
# What is selected is called from left to right, and not with NULL.
_LOCK = select(
    func.set_config("lock_timeout", str(PATIENCE), True),
    func.pg_advisory_xact_lock_shared(LOCKS, ALL),
    func.pg_advisory_xact_lock(_CHANGED.c.group, _CHANGED.c.number),
).select_from(_ONE.outerjoin(_CHANGED, true()))


def index_on_commit(
    engine: PostgresEngine, session: Session, changes: Sequence[ChangedObject]
) -> bool:
    """Index what has changed; return whether nothing is left to do.

    No commit fails because of the index: on an error it is left to the outbox. Only if the
    database itself is gone, its error is raised, because the commit would fail as well.
    """
    connection = session.connection()
    try:
        with connection.begin_nested():
            return _index(engine, session, changes)
    except Exception as fault:  # its message is not logged: it may hold what somebody wrote
        if connection.invalidated or connection.closed:
            raise
        where = "".join(format_tb(fault.__traceback__))
        _log.warning("a change will be indexed later: %s\n%s", type(fault).__name__, where)
        return False


def _index(engine: PostgresEngine, session: Session, changes: Sequence[ChangedObject]) -> bool:
    connection = session.connection()
    _lock(connection, changes)
    # read after the locks: a build that began meanwhile is seen
    builds = fetch_all(BuildRow, _BUILDS)
    current = [build.number for build in builds if build.done and build.words == engine.words]
    is_home = any((build.home or "").startswith(engine.home_id()) for build in builds)
    if not current or not is_home:
        return False
    is_all = _write(engine, connection, changes, build=max(current))
    if not is_all or any(not build.done for build in builds):
        return False  # one in progress has to have them too
    if written := [change.seq for change in changes if change.seq is not None]:
        outbox.delete_rows(session, written)
    return True


def _ids(changes: Sequence[ChangedObject], kind: str) -> set[int]:
    return {change.object_id for change in changes if change.kind == kind}


def _lock(connection: Connection, changes: Sequence[ChangedObject]) -> None:
    """Lock the objects named in *changes* until the commit, so that no stale row is indexed.

    Instead of a file, what it is on. A transaction takes these locks last and in order, so there
    are no deadlocks.
    """
    if _ids(changes, "space") or len(changes) > MANY:
        set_here(connection, "lock_timeout", PATIENCE)
        lock(connection, LOCKS, ALL)
        return
    kinds = {"posts": "post", "threads": "thread", "artefacts": "artefact", "files": "file"}
    connection.execute(_LOCK, {name: [*_ids(changes, kind)] for name, kind in kinds.items()})


def _write(
    engine: PostgresEngine, connection: Connection, changes: Sequence[ChangedObject], *, build: int
) -> bool:
    """Write what has changed; return False if files have so many words that it is done later."""
    writer = engine.writer_over(connection, build)
    for space_id, scope in documents.scopes(_ids(changes, "space")):
        writer.rescope(space_id, scope)
    # the documents of a space are not read again: in this engine, only their scope depends on it
    changed = documents.changes(
        (change.kind, change.object_id) for change in changes if change.kind != "space"
    )
    found, gone = [], list(changed.gone)
    for more, missing in read_changed(changed):
        found += more
        gone += missing
    now = [document for document in found if document.kind != FILE]
    files = [document for document in found if document.kind == FILE]
    is_much = sum(len(document.body) for document in files) > MUCH
    writer.write(now if is_much else found, gone)
    return not is_much
