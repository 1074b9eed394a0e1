"""Threads about a page of the host: which page, its title, and its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, update

from ...core.database.base import now
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ...core.text.line import slug
from ...threads.models import Thread

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A page of the host, as the host describes it."""

    key: str
    """The host's stable name for it: "policy:42"."""
    title: str
    url: str
    """Its path below the root of the site, without a fragment."""
    at: datetime
    """When the host described it like this."""


def attach(thread_id: int, anchor: Anchor) -> None:
    """Attach a thread to a page. Raises IntegrityError if the page already has one."""
    change(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(
            anchor_key=anchor.key,
            anchor_title=anchor.title,
            anchor_url=anchor.url,
            anchor_at=anchor.at,
        )
    )


def take_over(thread_id: int, anchor: Anchor) -> None:
    """Take over the title and address of the host's page, unless newer ones are stored.

    A thread that still has the title of its page is renamed with it.
    """
    as_page = Thread.title == Thread.anchor_title
    statement = (
        update(Thread)
        .where(
            Thread.id == thread_id, or_(Thread.anchor_at.is_(None), Thread.anchor_at <= anchor.at)
        )
        .values(
            title=case((as_page, anchor.title), else_=Thread.title),
            slug=case((as_page, slug(anchor.title)), else_=Thread.slug),
            anchor_title=anchor.title,
            anchor_url=anchor.url,
            anchor_at=anchor.at,
        )
        .returning(Thread.id)
    )
    if change(statement).first() is not None:
        record_changes(session(), kind="thread", ids=[thread_id])


def release(key: str, *, why: str) -> int | None:
    """Lock the thread about a page that is gone, with the reason *why*; return its id, or None.

    It keeps the title of the page. The key is free: the host may give it to another page.
    """
    statement = (
        update(Thread)
        .where(Thread.anchor_key == key)
        .values(
            anchor_key=None,
            anchor_url="",
            locked_at=func.coalesce(Thread.locked_at, now()),
            locked_why=case((Thread.locked_at.is_(None), why), else_=Thread.locked_why),
        )
        .returning(Thread.id)
    )
    thread_id: int | None = change(statement).scalar()
    return thread_id
