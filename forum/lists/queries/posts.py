"""What one member wrote: the list of it, and what they may no longer see around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, exists, select

from ...core.database.id_list import is_not_among
from ...core.database.keyset import by_moment
from ...core.database.session import fetch_all, fetch_one
from ...spaces.models import Space
from ...threads.models import Post, Thread
from ...threads.policy.readable_text import readable, readable_html
from ...threads.policy.sight import unsealed, visible_to
from ...threads.rows import PostIdRow
from ..policy import own_out_of_sight
from ..rows import OwnPostRow, WrittenPostRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.database.keyset import Fetch
    from ...members.viewer import Viewer

_WRITTEN = (
    select(
        Post.id,
        Post.number,
        Post.at,
        Post.kind,
        readable_html(),
        Post.helped,
        Thread.title,
        Thread.kind.label("thread_kind"),
        Space.name.label("space_name"),
        Space.slug.label("space_slug"),
    )
    .join(Thread, Thread.id == Post.thread_id)
    .outerjoin(Space, Space.id == Thread.space_id)  # last, as in threads.py
    .where(
        Post.author_id == bindparam("member_id"),
        Post.kind != "reply",
        readable("lists"),
        visible_to(),
    )
)


_IN_SPACE = (
    select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.author_id == bindparam("viewer_id"), Thread.space_id == bindparam("space_id"))
    .limit(1)
)


def has_written_in(viewer: Viewer, space_id: int) -> bool:
    """Return whether *viewer* has written in a space, whatever became of it."""
    values = {"viewer_id": viewer.member_id or 0, "space_id": space_id}
    return fetch_one(PostIdRow, _IN_SPACE, values) is not None


def posts_by(viewer: Viewer, member_id: int) -> Fetch[WrittenPostRow]:
    """Return the function with which ``paging.list_page`` reads a member's openings and answers.

    Replies, and posts that are hidden or withdrawn, are left out.
    """
    values = {"member_id": member_id, **viewer.binds()}
    return by_moment(_WRITTEN, Post.at, Post.id, values=values, row=WrittenPostRow)


_WROTE = (
    select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.author_id == bindparam("member_id"), visible_to(), unsealed())
    .limit(1)
)


def has_written(viewer: Viewer, member_id: int) -> bool:
    """Return whether a member has written in a thread that *viewer* reads."""
    values = {"member_id": member_id, **viewer.binds()}
    return fetch_one(PostIdRow, _WROTE, values) is not None


_OUT_OF_SIGHT = (
    select(Post.id, Post.number, Post.at, readable_html())
    .join(Thread, Thread.id == Post.thread_id)
    .where(own_out_of_sight(), unsealed())
)
_UNREAD_SPACE = exists().where(is_not_among(Space.id, "viewer_spaces"))
# Most read every space: then it is not looked for at all in the many posts they may have written.
_NEWEST_OUT_OF_SIGHT = (
    _OUT_OF_SIGHT.where(_UNREAD_SPACE)
    .order_by(Post.at.desc(), Post.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_ONE_OUT_OF_SIGHT = _OUT_OF_SIGHT.where(Post.id == bindparam("post_id"))


def own_posts_out_of_sight(viewer: Viewer, *, most: int) -> Sequence[OwnPostRow]:
    """Return the newest posts that *viewer* wrote in spaces they can no longer read."""
    if viewer.member_id is None:
        return ()
    return fetch_all(OwnPostRow, _NEWEST_OUT_OF_SIGHT, {"most": most, **viewer.binds()})


def own_post_out_of_sight(viewer: Viewer, post_id: int) -> OwnPostRow | None:
    """Return a post that *viewer* wrote in a space they can no longer read, or None."""
    if viewer.member_id is None:
        return None
    return fetch_one(OwnPostRow, _ONE_OUT_OF_SIGHT, {"post_id": post_id, **viewer.binds()})
