"""What a member wrote, as far as somebody may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ..core.database.keyset import newest_first
from ..spaces.models import Space
from .models import Post, Thread
from .policy import visible_to

if TYPE_CHECKING:
    from ..core.database.keyset import Fetch
    from ..members.viewer import Viewer

_WRITTEN = (
    select(
        Post.id,
        Post.number,
        Post.at,
        Post.kind,
        Post.html,
        Post.helped,
        Thread.title,
        Thread.kind.label("thread_kind"),
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .where(
        Post.author_id == bindparam("member_id"),
        Post.kind != "reply",
        Post.state == "shown",
        visible_to(),
    )
)


def by(viewer: Viewer, member_id: int) -> Fetch:
    """Return what ``paging.stretch`` calls to read what a member opened and answered.

    Replies, and what is hidden or taken back, are left out.
    """
    binds = {"member_id": member_id, "viewer_spaces": sorted(viewer.reads)}
    return newest_first(_WRITTEN, Post.at, Post.id, values=binds)
