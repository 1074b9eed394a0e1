"""Work that must not be lost: rows written in the transaction of a change, deleted when done."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import BigInteger, Index, Integer, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session


_NOTED = "forum_outbox"
"""The key in ``session.info`` of what the transaction has noted, by consumer."""


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


class Change(NamedTuple):
    """A changed object."""

    kind: str
    object_id: int


class WaitingRow(NamedTuple):
    """A change that a consumer has yet to process."""

    seq: int
    kind: str
    object_id: int


_INSERT = insert(Outbox)


def record_changes(
    session: Session, *, kind: str, ids: Iterable[int], consumer: str = "search", wake: bool = True
) -> None:
    """Record for *consumer* that the objects *ids* of *kind* have changed.

    They are noted until the commit, which deals with them or writes them. Without *wake* the
    consumer is not called: they are written now, and it finds them when it next runs.
    """
    changes = [Change(kind, id) for id in ids]
    if wake:
        noted(session).setdefault(consumer, []).extend(changes)
    else:
        _write(session, consumer, changes)


def noted(session: Session) -> dict[str, list[Change]]:
    """Return what the transaction has noted, by consumer; whoever deals with some takes it out.

    What was noted in a savepoint that is rolled back stays: it is read again in vain.
    """
    found: dict[str, list[Change]] = session.info.setdefault(_NOTED, {})
    return found


def write_noted(session: Session) -> None:
    """Write what the transaction has noted, just before it is committed."""
    for consumer, changes in noted(session).items():
        _write(session, consumer, changes)


def _write(session: Session, consumer: str, changes: Sequence[Change]) -> None:
    at = now()
    rows = [{"consumer": consumer, **change._asdict(), "at": at} for change in changes]
    if rows:
        session.connection().execute(_INSERT, rows)


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
