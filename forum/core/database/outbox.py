"""Work that must not be lost: rows written in the transaction of a change, deleted when done."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import BigInteger, Index, Integer, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session


_CHANGES, _NOTES, _CALLED = "forum_changes", "forum_notes", "forum_called"
"""The keys in ``session.info`` of what the transaction has changed, of whether that is only noted,
and of whether there is other work after it."""


class Outbox(Base, kw_only=True):
    """A changed object that one consumer has yet to process; it reads the object itself."""

    __tablename__ = "forum_outbox"
    __table_args__ = (Index(None, "consumer", "seq"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, init=False
    )
    consumer: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[int]
    at: Mapped[datetime]


class ChangedObject(NamedTuple):
    """An object that has changed in this transaction."""

    seq: int | None
    """The number of its row in the outbox; None if it is only noted."""
    kind: str
    object_id: int


class WaitingRow(NamedTuple):
    """A change that a consumer has yet to process."""

    seq: int
    kind: str
    object_id: int


_INSERT = insert(Outbox).returning(Outbox.seq, Outbox.kind, Outbox.object_id)


def record_changes(
    session: Session, *, kind: str, ids: Iterable[int], consumer: str = "search", wake: bool = True
) -> None:
    """Record for *consumer* that the objects *ids* of *kind* have changed.

    A row is written now, except in a block that is ``noting``. Without *wake* the search is not
    called after the commit: it finds the rows when it next runs.
    """
    changes = [ChangedObject(None, kind, id) for id in ids]
    is_called = wake and consumer == "search"
    if not (is_called and session.info.get(_NOTES)):
        changes = _write(session, changes, consumer)
    if is_called:
        changed(session).extend(changes)


@contextmanager
def noting(session: Session) -> Iterator[None]:
    """Only note what this block changes for the search: the block commits it, or nothing.

    Where the commit itself brings it into the index, no row has to be written and deleted.
    """
    session.info[_NOTES] = True
    try:
        yield
    finally:
        end_notes(session)


def end_notes(session: Session) -> None:
    """Write at once what changes from now on: the commit has begun, or the block has ended."""
    session.info.pop(_NOTES, None)


def write_noted(session: Session) -> None:
    """Write what is only noted."""
    _write(session, [change for change in changed(session) if change.seq is None], "search")


def changed(session: Session) -> list[ChangedObject]:
    """Return what the transaction has changed for the search, and nobody has dealt with."""
    found: list[ChangedObject] = session.info.setdefault(_CHANGES, [])
    return found


def call_worker(session: Session) -> None:
    """Let the thread of this process, if it has one, look after the commit for what is to do.

    For work that is found in other tables: bytes of files that are to go.
    """
    session.info[_CALLED] = True


def is_called(session: Session) -> bool:
    """Whether there is work after this transaction."""
    return bool(changed(session)) or session.info.get(_CALLED, False)


def forget(session: Session) -> None:
    """Forget what the transaction has changed: it has ended."""
    changed(session).clear()
    session.info.pop(_CALLED, None)


def _write(
    session: Session, changes: Sequence[ChangedObject], consumer: str
) -> list[ChangedObject]:
    if not changes:
        return []
    at = now()
    rows = [
        {"consumer": consumer, "kind": change.kind, "object_id": change.object_id, "at": at}
        for change in changes
    ]
    return [ChangedObject._make(row) for row in session.connection().execute(_INSERT, rows)]


def waiting_rows(session: Session, *, consumer: str, most: int) -> Sequence[WaitingRow]:
    """Return the oldest rows for *consumer*, at most *most*."""
    waiting = (
        select(Outbox.seq, Outbox.kind, Outbox.object_id)
        .where(Outbox.consumer == consumer)
        .order_by(Outbox.seq)
        .limit(most)
    )
    return [WaitingRow._make(row) for row in session.execute(waiting)]


def waiting_since(session: Session) -> datetime | None:
    """Return when the oldest row for any consumer was written; None if there are none."""
    return session.scalar(select(func.min(Outbox.at)))


def delete_rows(session: Session, seqs: Sequence[int]) -> None:
    """Delete the rows *seqs*, and no others.

    "All up to the last one read" would lose rows: on PostgreSQL a row with a smaller number may be
    committed later.
    """
    session.execute(delete(Outbox).where(Outbox.seq.in_(seqs)))
