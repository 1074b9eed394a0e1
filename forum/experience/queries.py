"""Reading who has been there. It is read with what it is about: whoever reads that reads this."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, exists, or_, select

from ..artefacts.models import ArtefactSource
from ..core.database.session import fetch_all, fetch_one
from ..members.models import Member
from ..spaces.models import Membership
from ..spaces.policy import readable_by_member
from ..threads.models import Post, Thread
from ..threads.policy.sight import unsealed, visible_to
from .models import BeenThere
from .policy import is_in_sight, is_said, is_unsealed
from .rows import BeenThereRow, DecidedLineRow, EarlierLineRow, WasThereRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..members.viewer import Viewer
    from ..threads.rows import PostLike, ThreadRow

_ALL = (
    select(
        BeenThere.post_id, BeenThere.member_id, BeenThere.organisation, BeenThere.line, Member.name
    )
    .join(Member, Member.id == BeenThere.member_id)
    .where(is_said())
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


_OWN = select(BeenThere.id, BeenThere.line, BeenThere.state).where(
    BeenThere.post_id == bindparam("post_id"), BeenThere.member_id == bindparam("member_id")
)


def own_line(member_id: int | None, post_id: int) -> EarlierLineRow | None:
    """Return what a member has said of a post, whatever became of it; None if nothing, ever."""
    return fetch_one(EarlierLineRow, _OWN, {"post_id": post_id, "member_id": member_id})


_TO_DECIDE = (
    select(
        BeenThere.id,
        BeenThere.post_id,
        BeenThere.member_id,
        BeenThere.line,
        BeenThere.state,
        Member.name,
    )
    .join(Member, Member.id == BeenThere.member_id)
    .where(BeenThere.line != "", is_in_sight())
    .order_by(BeenThere.id.desc())
)
_LINE_TO_DECIDE = _TO_DECIDE.where(BeenThere.id == bindparam("line_id", type_=Integer))
_LINES_TO_DECIDE = _TO_DECIDE.where(BeenThere.post_id == bindparam("post_id", type_=Integer)).limit(
    bindparam("most", type_=Integer)
)


def line_to_decide(viewer: Viewer, line_id: int) -> DecidedLineRow | None:
    """Return a line about a post that *viewer* reads, also one that a steward has hidden.

    For a page on which a steward decides: the caller checks that *viewer* may do so.
    """
    return fetch_one(DecidedLineRow, _LINE_TO_DECIDE, {"line_id": line_id, **viewer.binds()})


def lines_to_decide(viewer: Viewer, post_id: int, *, most: int) -> Sequence[DecidedLineRow]:
    """Return the lines about a post likewise, the last first."""
    values = {"post_id": post_id, "most": most, **viewer.binds()}
    return fetch_all(DecidedLineRow, _LINES_TO_DECIDE, values)


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


MOST_OFFERED = 6
"""How many of those who have been there are offered to whoever asks one person."""
_SPACE = bindparam("space_id", type_=Integer)
_OF = {name: bindparam(name, type_=Integer) for name in ("thread_id", "post_id", "artefact_id")}
_IS_ABOUT = or_(
    Thread.id == _OF["thread_id"],
    Post.id == _OF["post_id"],
    exists().where(
        ArtefactSource.artefact_id == _OF["artefact_id"],
        ArtefactSource.thread_id == Thread.id,
        ArtefactSource.last_revision.is_(None),
    ),
)
_IS_BLOCKED = exists().where(
    Membership.space_id == _SPACE,
    Membership.member_id == Member.id,
    Membership.blocked_at.is_not(None),
)
_WERE_THERE = (
    select(Member.id, Member.name, Member.handle, BeenThere.organisation, BeenThere.line)
    .join(BeenThere, BeenThere.member_id == Member.id)
    .join(Post, Post.id == BeenThere.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(
        _IS_ABOUT,
        is_said(),
        Post.state == "shown",
        visible_to(),
        unsealed(),
        is_unsealed(),
        Member.user_key.is_not(None),
        Member.handle.is_not(None),
        Member.id != bindparam("viewer_id", type_=Integer),
        readable_by_member(Member.id, _SPACE),
        ~_IS_BLOCKED,
    )
    .order_by(BeenThere.id.desc())
    .limit(5 * MOST_OFFERED)
)


def were_there(
    viewer: Viewer,
    *,
    space_id: int,
    thread_id: int | None = None,
    post_id: int | None = None,
    artefact_id: int | None = None,
) -> Sequence[WasThereRow]:
    """Return others who have been where something is, of whom *viewer* may ask one about it.

    Each once, the last who said so first: of a thread, of a post, or of the threads that a page of
    the library was made from. They sign in, read the space and may write there.
    """
    about = {"thread_id": thread_id, "post_id": post_id, "artefact_id": artefact_id}
    rows = fetch_all(WasThereRow, _WERE_THERE, {**about, "space_id": space_id, **viewer.binds()})
    last: dict[int, WasThereRow] = {}
    for row in rows:
        last.setdefault(row.id, row)
    return list(last.values())
