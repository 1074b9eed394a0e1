"""What a transaction has changed is put into the index in that very transaction, at its end."""

from __future__ import annotations

import logging
from traceback import format_tb
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..core.database import outbox
from ..core.database.postgres import lock, set_here
from ..core.database.session import rows
from ..core.index.models import IndexHome
from ..core.index.postgres.engine import ALL, LOCKS
from ..core.index.postgres.models import SearchBuild
from ..threads.models import Post
from . import documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from ..core.index.postgres.engine import PostgresEngine

_log = logging.getLogger(__name__)
PATIENCE = 2_000
"""Milliseconds that a commit waits for another to write its part; later it is caught up with."""
MANY = 20
"""Threads and artefacts that are locked one by one; for more, everything is."""
THREADS, ARTEFACTS = 0x666F7274, 0x666F7275
"""The groups of locks on one thread and one artefact."""
Told = list[tuple[str, int]]


def take_along(engine: PostgresEngine, session: Session, seqs: Sequence[int]) -> bool:
    """Write what the outbox rows *seqs* are about; return whether nothing is left to be done.

    Nothing is raised, and a commit is never refused for it: what fails here stays in the outbox.
    """
    connection = session.connection()
    try:
        with connection.begin_nested():
            return _take(engine, session, seqs)
    except Exception as fault:  # whose own words may hold what somebody wrote
        where = "".join(format_tb(fault.__traceback__))
        _log.warning("a change is indexed later: %s\n%s", type(fault).__name__, where)
        return False


def _take(engine: PostgresEngine, session: Session, seqs: Sequence[int]) -> bool:
    connection = session.connection()
    told = [
        (row.kind, row.object_id)
        for row in rows(
            select(outbox.Outbox.kind, outbox.Outbox.object_id).where(
                outbox.Outbox.seq.in_(seqs), outbox.Outbox.consumer == "search"
            )
        )
    ]
    if not told:
        return True
    _hold(connection, told)
    home = rows(select(IndexHome.folder))
    builds = rows(select(SearchBuild.number, SearchBuild.words, SearchBuild.done))
    mine = [row.number for row in builds if row.done and row.words == engine.words]
    if not mine or not home or not home[0].folder.startswith(engine.home()):
        return False
    _write(engine, connection, told, build=max(mine))
    if any(not row.done for row in builds):
        return False  # the one that is being built must hear of it too
    outbox.done(session, seqs)
    return True


def _hold(connection: Connection, told: Told) -> None:
    """Have what *told* is about to itself until the commit: what is read from now on is newest.

    These are the last locks of a transaction, so nobody waits for each other in a circle.
    """
    set_here(connection, "lock_timeout", PATIENCE)
    posts, threads, artefacts, spaces = (
        {id for kind, id in told if kind == wanted}
        for wanted in ("post", "thread", "artefact", "space")
    )
    threads |= {row.thread_id for row in rows(select(Post.thread_id).where(Post.id.in_(posts)))}
    if spaces or len(threads) + len(artefacts) > MANY:
        lock(connection, LOCKS, ALL)
        return
    lock(connection, LOCKS, ALL, shared=True)
    for group, ids in ((THREADS, threads), (ARTEFACTS, artefacts)):
        for id in sorted(ids):
            lock(connection, group, id)


def _write(engine: PostgresEngine, connection: Connection, told: Told, *, build: int) -> None:
    index = engine.over(connection, build)
    for space_id, scope in documents.scopes({id for kind, id in told if kind == "space"}):
        index.rescope(space_id, scope)
    changed = documents.changes((kind, id) for kind, id in told if kind != "space")
    found, gone = [], list(changed.gone)
    for ids, read in ((changed.posts, documents.posts), (changed.artefacts, documents.artefacts)):
        for some in documents.batches(ids):
            more, missing = read(some)
            found += more
            gone += missing
    index.write(found, gone)
