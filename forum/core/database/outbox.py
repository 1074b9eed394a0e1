"""What must not be missed: rows written with a change, deleted by who has dealt with them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Index, Integer, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session


TOLD = "forum_outbox"
"""Where a session keeps, by consumer, the rows that its transaction has written."""


class Outbox(Base, kw_only=True):
    """One thing that one consumer has yet to look at. No text: the consumer reads the object."""

    __tablename__ = "forum_outbox"
    __table_args__ = (Index(None, "consumer", "seq"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, init=False
    )
    consumer: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[int]
    at: Mapped[datetime]


_NEWS = insert(Outbox).returning(Outbox.seq)


def tell(
    session: Session, *, kind: str, ids: Iterable[int], consumer: str = "search", wake: bool = True
) -> None:
    """Leave word for *consumer* that the objects *ids* of *kind* have changed.

    Without *wake* the consumer is not called after the commit: it finds the rows when it next runs.
    """
    at = now()
    news = [{"consumer": consumer, "kind": kind, "object_id": id, "at": at} for id in ids]
    if news:
        told = session.connection().scalars(_NEWS, news).all()
    if news and wake:
        session.info.setdefault(TOLD, {}).setdefault(consumer, []).extend(told)


def waiting(session: Session, *, consumer: str, most: int) -> Sequence[Row[int, str, int]]:
    """Return the oldest rows for *consumer* as (seq, kind, object_id), at most *most*."""
    return session.execute(
        select(Outbox.seq, Outbox.kind, Outbox.object_id)
        .where(Outbox.consumer == consumer)
        .order_by(Outbox.seq)
        .limit(most)
    ).all()


def waiting_since(session: Session) -> datetime | None:
    """Return when the row was written that has waited longest, for whomever; None without any."""
    return session.scalar(select(func.min(Outbox.at)))


def done(session: Session, seqs: Sequence[int]) -> None:
    """Delete exactly the rows read: on PostgreSQL a smaller seq may still be on its way."""
    session.execute(delete(Outbox).where(Outbox.seq.in_(seqs)))
