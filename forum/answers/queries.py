"""Reading which answers helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ..core.database.session import fetch_all
from ..members.models import Member
from ..threads.models import Post
from ..threads.policy.sight import unsealed
from ..threads.queries import reader
from .rows import HelpedRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..members.viewer import Viewer

_HELPED = (
    select(Post.id, Post.number, Member.name)
    .join(Member, Member.id == Post.author_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.helped, Post.state == "shown", unsealed())
    .order_by(Post.number)
)


def helpful_posts(viewer: Viewer, thread_id: int) -> Sequence[HelpedRow]:
    """Return the answers that helped the asker, in the order they were written."""
    return fetch_all(HelpedRow, _HELPED, {"thread_id": thread_id, **reader(viewer)})
