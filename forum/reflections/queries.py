"""Reads the texts of a space that answer the same questions."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, or_, select

from ..core.database.keyset import by_moment
from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..threads.models import Post, Revision, Thread
from ..threads.policy.readable_text import has_text, readable, readable_html, readable_source
from ..threads.policy.sight import visible_to
from .models import CLOSING, ClosingDismissed
from .rows import ClosingRow, PromptedPostRow, PromptedSourceRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer

_ANSWERING = (
    select(
        Post.id, Post.at, Thread.title, Member.name.label("author_name"), Revision.prompt_headings
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Member, Member.id == Post.author_id)
    .join(Revision, and_(Revision.post_id == Post.id, Revision.number == Post.revision))
    .where(
        Post.prompt_set == bindparam("key"),
        Thread.space_id == bindparam("space_id"),
        readable(),
        visible_to(),
    )
)


_HTML = _ANSWERING.add_columns(readable_html())
_SOURCES = (
    _ANSWERING.add_columns(readable_source())
    .order_by(Post.at.desc(), Post.id.desc())
    .limit(bindparam("most"))
)


def answering(viewer: Viewer, space_id: int, key: str) -> Fetch[PromptedPostRow]:
    """Return the function that reads the posts of a space that answer the questions of a set.

    Those of which *viewer* may read the text, the newest first.
    """
    return by_moment(
        _HTML, Post.at, Post.id, values=_values(viewer, space_id, key), row=PromptedPostRow
    )


def sources(viewer: Viewer, space_id: int, key: str, *, most: int) -> Sequence[PromptedSourceRow]:
    """Return the newest *most* of the same posts with their source."""
    return fetch_all(PromptedSourceRow, _SOURCES, {"most": most, **_values(viewer, space_id, key)})


def _values(viewer: Viewer, space_id: int, key: str) -> dict[str, object]:
    return {"space_id": space_id, "key": key, **viewer.binds()}


_CLOSING_THREAD = (
    select(func.min(Thread.id))
    .join(Post, and_(Post.thread_id == Thread.id, Post.number == 1))
    .where(
        Thread.space_id == bindparam("space_id"),
        Thread.locked_at.is_(None),
        Thread.gone_at.is_(None),
        Post.prompt_set == bindparam("closing"),
        Post.state == "shown",
        Post.at >= bindparam("since"),
    )
    .scalar_subquery()
)
_CLOSING = select(
    exists()
    .where(
        ClosingDismissed.space_id == bindparam("space_id"),
        ClosingDismissed.member_id == bindparam("viewer_id"),
        ClosingDismissed.last_day == bindparam("last_day"),
    )
    .label("dismissed"),
    _CLOSING_THREAD.label("thread_id"),
    exists()
    .where(
        Post.thread_id == Thread.id,
        Thread.space_id == bindparam("space_id"),
        or_(Post.thread_id == _CLOSING_THREAD, Post.prompt_set == bindparam("closing")),
        Post.author_id == bindparam("viewer_id"),
        Post.at >= bindparam("since"),
        has_text(),
    )
    .label("written"),
)


def closing(viewer: Viewer, space_id: int, last_day: date) -> ClosingRow | None:
    """Return how far a space is with looking back since its *last_day* (UTC).

    Its thread is the first one that was opened for that since, and is not locked.
    """
    values = {
        "closing": CLOSING,
        "space_id": space_id,
        "last_day": last_day,
        "since": datetime.combine(last_day, time(), UTC),
        "viewer_id": viewer.member_id or 0,
    }
    return fetch_one(ClosingRow, _CLOSING, values)
