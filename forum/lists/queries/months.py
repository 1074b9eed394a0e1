"""Where a month begins in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal_column, select

from ...core.database.base import Moment
from ...core.database.session import fetch_one
from ...core.database.statement_cache import with_cache
from ...threads.models import Post
from ...threads.policy.sight import unsealed
from ...threads.queries import reader
from ..rows import NumberRow

if TYPE_CHECKING:
    from datetime import datetime

    from ...members.viewer import Viewer

_SINCE = with_cache(
    select(Post.number)
    .where(
        Post.thread_id == bindparam("thread_id"),
        Post.turn == literal_column("0"),
        Post.at >= bindparam("since", type_=Moment),
        unsealed(),
    )
    .order_by(Post.branch, Post.turn)
    .limit(1)
)


def first_since(viewer: Viewer, thread_id: int, since: datetime) -> int:
    """Return the number of the first top-level post *since* a moment, 0 if there is none.

    The thread was already checked.
    """
    values = {"thread_id": thread_id, "since": since, **reader(viewer)}
    found = fetch_one(NumberRow, _SINCE, values)
    return found.number if found else 0
