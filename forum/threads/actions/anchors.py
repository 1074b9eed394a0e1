"""Threads about a page of the host: which, what it is called, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, or_, update

from ...core.database.base import now
from ...core.database.outbox import tell
from ...core.database.session import session
from ...core.text.line import slug
from ...core.web.urls import root
from ..models import Thread

if TYPE_CHECKING:
    from datetime import datetime

    from ..rows import ThreadRow

LATEST = 10
"""Posts that stand on the page; the others stand in the forum."""


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A page of the host, as the host describes it."""

    key: str
    """What the host calls it, for ever: "policy:42"."""
    title: str
    url: str
    """Its path below the root of the site, without a fragment."""
    at: datetime
    """When the host said so."""


def mark_of(thread_id: int) -> str:
    """Return what the ids of a thread begin with on pages of the host, and so its fragments."""
    return f"fx-{thread_id}-"


def spot(url: str, thread_id: int, number: int) -> str:
    """Return the address of a post on the page of the host that is at *url*."""
    return f"{root()}{url}#{mark_of(thread_id)}p{number}"


def on_page(thread: ThreadRow, post: Any) -> str:
    """Return the address of *post* on the page that *thread* is about, empty where it is not there.

    The page's address is what the host said last: a path of this very site.
    """
    there = thread.anchor_url and post.number > thread.posts - LATEST
    return spot(thread.anchor_url, thread.id, post.number) if there else ""


def fasten(thread_id: int, anchor: Anchor) -> None:
    """Make a thread the one about a page. IntegrityError where there is another one already."""
    session().execute(
        update(Thread)
        .where(Thread.id == thread_id)
        .values(
            anchor_key=anchor.key,
            anchor_title=anchor.title,
            anchor_url=anchor.url,
            anchor_at=anchor.at,
        )
        .execution_options(synchronize_session=False)
    )


def take_over(thread_id: int, anchor: Anchor) -> None:
    """Take over what the host says of its page, unless it has said something newer.

    The thread is called as its page is, unless somebody has given it a title of its own.
    """
    as_page = Thread.title == Thread.anchor_title
    renamed = (
        session()
        .execute(
            update(Thread)
            .where(
                Thread.id == thread_id,
                or_(Thread.anchor_at.is_(None), Thread.anchor_at <= anchor.at),
            )
            .values(
                title=case((as_page, anchor.title), else_=Thread.title),
                slug=case((as_page, slug(anchor.title)), else_=Thread.slug),
                anchor_title=anchor.title,
                anchor_url=anchor.url,
                anchor_at=anchor.at,
            )
            .returning(Thread.id)
            .execution_options(synchronize_session=False)
        )
        .first()
    )
    if renamed is not None:
        tell(session(), kind="thread", ids=[thread_id])


def release(key: str, *, why: str) -> int | None:
    """Let the thread about a page that is gone take nothing more; return its id, if there is one.

    It keeps the title of the page. The key is free: the host may give it to another page.
    """
    gone: int | None = session().scalar(
        update(Thread)
        .where(Thread.anchor_key == key)
        .values(
            anchor_key=None,
            anchor_url="",
            locked_at=func.coalesce(Thread.locked_at, now()),
            locked_why=case((Thread.locked_at.is_(None), why), else_=Thread.locked_why),
        )
        .returning(Thread.id)
        .execution_options(synchronize_session=False)
    )
    return gone
