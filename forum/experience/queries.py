"""Reading who has been there. It is read with what it is about: whoever reads that reads this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, select

from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..threads.models import Post, Thread
from ..threads.policy.sight import unsealed, visible_to
from .models import BeenThere
from .policy import is_in_sight, is_unsealed
from .rows import BeenThereRow, EarlierLineRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow

_ALL = (
    select(
        BeenThere.post_id, BeenThere.member_id, BeenThere.organisation, BeenThere.line, Member.name
    )
    .join(Member, Member.id == BeenThere.member_id)
    .where(BeenThere.line != "")
    .order_by(BeenThere.id)
)
_OF_POSTS = _ALL.where(BeenThere.post_id.in_(bindparam("post_ids", expanding=True)))


def people(posts: Iterable[PostLike], thread: ThreadRow) -> Sequence[BeenThereRow]:
    """Return who has been where *posts* are, in the order in which they said so.

    No statement is sent if nobody has, or while first takes are sealed to the viewer.
    """
    told = [post.id for post in posts if post.been_there and post.state == "shown"]
    if thread.sealed or not told:
        return ()
    return fetch_all(BeenThereRow, _OF_POSTS, {"post_ids": told})


_OWN = select(BeenThere.id, BeenThere.line).where(
    BeenThere.post_id == bindparam("post_id"), BeenThere.member_id == bindparam("member_id")
)


def own_line(member_id: int | None, post_id: int) -> EarlierLineRow | None:
    """Return what a member has said of a post, whatever became of it; None if nothing, ever."""
    return fetch_one(EarlierLineRow, _OWN, {"post_id": post_id, "member_id": member_id})


_OUT_OF_SIGHT = _ALL.where(
    BeenThere.member_id == bindparam("viewer_id", type_=Integer), ~is_in_sight()
).limit(bindparam("most", type_=Integer))


def own_out_of_sight(viewer: Viewer, *, most: int) -> Sequence[BeenThereRow]:
    """Return what *viewer* said of posts that they no longer read, or that are not shown."""
    if viewer.member_id is None:
        return ()
    return fetch_all(BeenThereRow, _OUT_OF_SIGHT, {"most": most, **viewer.binds()})


_SAID = (
    _ALL.join(Post, Post.id == BeenThere.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        BeenThere.member_id == bindparam("member_id", type_=Integer),
        visible_to(),
        unsealed(),
        is_unsealed(),
        Post.state == "shown",
    )
    .limit(1)
)


def has_said(viewer: Viewer, member_id: int) -> bool:
    """Return whether a member has been where something is that *viewer* reads."""
    values = {"member_id": member_id, **viewer.binds()}
    return fetch_one(BeenThereRow, _SAID, values) is not None
