"""What a member wrote, as far as somebody may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, tuple_

from ..database.session import rows
from ..spaces.models import Space
from .models import Post, Thread
from .policy import visible_to

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from ..members.viewer import Viewer

_WRITTEN = (
    select(
        Post.id, Post.number, Post.at, Post.kind, Post.html, Post.helped,
        Thread.title, Thread.kind.label("thread_kind"),
        Space.name.label("space_name"), Space.slug.label("space_slug"),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Space, Space.id == Thread.space_id)
    .where(
        Post.author_id == bindparam("member_id"), Post.kind != "reply", Post.state == "shown",
        visible_to(),
    )
)  # fmt: skip


def by(
    viewer: Viewer, member_id: int
) -> Callable[[bool, tuple[datetime, int] | None, int], Sequence[Row[Any]]]:
    """Return what ``paging.stretch`` calls to read what a member opened and answered.

    Replies, and what is hidden or taken back, are left out.
    """
    binds = {"member_id": member_id, "viewer_spaces": sorted(viewer.reads)}

    def fetch(
        backwards: bool, start: tuple[datetime, int] | None, most: int
    ) -> Sequence[Row[Any]]:
        here, listed = tuple_(Post.at, Post.id), _WRITTEN.limit(most)
        if start is not None:
            listed = listed.where(here > start if backwards else here < start)
        if backwards:
            return rows(listed.order_by(Post.at, Post.id), binds)
        return rows(listed.order_by(Post.at.desc(), Post.id.desc()), binds)

    return fetch
