"""Reads threads and posts: each statement is built once and selects the columns a page prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, false, func, select
from sqlalchemy.orm import aliased

from ..core.database.session import fetch_all, fetch_one
from ..core.database.statement_cache import with_cache
from ..members.models import Member
from ..spaces.models import Membership, Space
from ..spaces.policy import own_membership, readable_by_viewer
from .models import COUNTERS, Post, Thread
from .policy.readable_text import readable_html, readable_origin, told_view, withheld
from .policy.sight import (
    IS_OF_PAGE,
    NO,
    NOTHING,
    ONLY_QUESTION,
    SEAL,
    is_sealed,
    moved,
    seal_to,
    takes,
    unless_sealed,
    unsealed,
    visible_to,
)
from .rows import LatestPostRow, PostIdRow, PostRow, SinglePostRow, ThreadRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import SQLColumnExpression

    from ..core.database.session import Statement
    from ..members.viewer import Viewer
    from .policy.sight import Reader

BRANCHES = 20
"""Top-level posts on a page."""
REPLIES = 10
"""Replies shown under an answer; the rest have a page of their own."""
LATEST_POSTS = 10
"""The newest posts of a thread that a page of the host shows; the rest are in the forum."""

_Answered = aliased(Post)
_AnsweredBy = aliased(Member)

_THREAD = (
    select(
        Thread.id,
        Thread.space_id,
        Thread.kind,
        Thread.title,
        Thread.slug,
        Thread.tags,
        Thread.author_id,
        Thread.opened_at,
        Thread.active_at,
        unless_sealed(Thread.posts, ONLY_QUESTION),
        unless_sealed(Thread.withheld, NOTHING),
        *(unless_sealed(column, NO) for column in COUNTERS),
        unless_sealed(Thread.kept_elsewhere, false()),
        Thread.pinned,
        Thread.locked_at,
        Thread.locked_why,
        Thread.gone_at,
        Thread.anchor_key,
        Thread.anchor_title,
        Thread.anchor_url,
        Thread.sealed_until,
        Thread.planned_until,
        Thread.question,
        Thread.wish,
        is_sealed().label("sealed"),
        takes(),
        moved(),
        Space.slug.label("space_slug"),
        Space.name.label("space_name"),
        Space.access.label("space_access"),
        Space.audience.label("space_audience"),
        Member.name.label("author_name"),
        Member.handle.label("author_handle"),
        IS_OF_PAGE.label("of_page"),
    )
    .join(Space, Space.id == Thread.space_id)
    .join(Member, Member.id == Thread.author_id)
    .outerjoin(SEAL, seal_to())
)
# Checks access to this one space, so that the viewer's other spaces need not be loaded.
_HERE = (readable_by_viewer(), Thread.gone_at.is_(None), Thread.id == bindparam("thread_id"))
THREAD = with_cache(_THREAD.outerjoin(Membership, own_membership()).where(*_HERE))
ANCHORED = _THREAD.where(visible_to(), Thread.anchor_key == bindparam("key"))


def _post_columns(to: Reader = "viewer") -> Sequence[SQLColumnExpression[Any]]:
    """Return the columns pages print of a post and its author; its text as *to* may read it."""
    return (
        Post.id,
        Post.thread_id,
        Post.number,
        Post.branch,
        Post.turn,
        Post.kind,
        Post.author_id,
        Post.at,
        readable_html(to),
        withheld(to),
        Post.state,
        Post.state_why,
        Post.revision,
        Post.edited_at,
        Post.replies,
        Post.helped,
        Post.tried,
        Post.worked,
        Post.partly,
        Post.organisations,
        Post.been_there,
        Post.heard,
        Post.prompt_set,
        readable_origin(to),
        Post.take,
        told_view(),
        Post.reply_to,
        Member.name.label("author_name"),
        Member.handle.label("author_handle"),
        Member.organisation.label("author_organisation"),
        Member.former.label("author_former"),
    )


POSTS = (
    select(
        *_post_columns(),
        _Answered.number.label("answered_number"),
        _AnsweredBy.name.label("answered_name"),
        func.coalesce(_Answered.edited_at > Post.at, false()).label("answered_edited"),
    )
    .join(Member, Member.id == Post.author_id)
    .outerjoin(_Answered, _Answered.id == Post.reply_to)
    .outerjoin(_AnsweredBy, _AnsweredBy.id == _Answered.author_id)
    .where(Post.thread_id == bindparam("thread_id"), unsealed())
    .order_by(Post.branch, Post.turn)
)
PAGE = with_cache(
    POSTS.where(
        (Post.branch == 0) | Post.branch.between(bindparam("first"), bindparam("last")),
        Post.turn <= REPLIES,
    )
)
BRANCH = POSTS.where(Post.branch == bindparam("branch"))
LATEST = POSTS.add_columns(Post.form_key).where(Post.number > bindparam("above"))


def thread(viewer: Viewer, thread_id: int) -> ThreadRow | None:
    """Return the thread as *viewer* may read it, with its space and author."""
    return fetch_one(ThreadRow, THREAD, {"thread_id": thread_id, **viewer.sight()})


def thread_about(viewer: Viewer, key: str) -> ThreadRow | None:
    """Return the thread about the page that the host calls *key*, as *viewer* may read it."""
    return fetch_one(ThreadRow, ANCHORED, {"key": key, **viewer.binds()})


def latest_posts(viewer: Viewer, thread: ThreadRow, *, most: int) -> Sequence[LatestPostRow]:
    """Return the newest *most* posts of a thread already checked, each with the key of its form."""
    values = {"thread_id": thread.id, "above": thread.posts - most, **reader(viewer)}
    return fetch_all(LatestPostRow, LATEST, values)


def page(viewer: Viewer, thread_id: int, number: int) -> Sequence[PostRow]:
    """Return the opening and the posts of page *number*, from 1, of a thread already checked."""
    first, last = BRANCHES * (number - 1) + 1, BRANCHES * number
    values = {"thread_id": thread_id, "first": first, "last": last, **reader(viewer)}
    return fetch_all(PostRow, PAGE, values)


def branch(viewer: Viewer, thread_id: int, number: int) -> Sequence[PostRow]:
    """Return an answer with all its replies, in a thread that *viewer* was found to read."""
    values = {"thread_id": thread_id, "branch": number, **reader(viewer)}
    return fetch_all(PostRow, BRANCH, values)


def reader(viewer: Viewer) -> dict[str, int]:
    """Return the bind that texts of posts need; ``binds()`` would look up the viewer's spaces."""
    return {"viewer_id": viewer.member_id or 0}


def page_of(branch: int) -> int:
    """Return the page a branch is on."""
    return max(0, branch - 1) // BRANCHES + 1


def single_post(to: Reader) -> Statement:
    """Return the statement of ``SinglePostRow``, with the text as *to* may read it."""
    return (
        select(*_post_columns(to), Thread.space_id, Thread.kind.label("thread_kind"))
        .join(Thread, Thread.id == Post.thread_id)
        .join(Member, Member.id == Post.author_id)
        .where(Post.id == bindparam("post_id"), visible_to(), unsealed(to))
    )


_POST = single_post("viewer")


def post(viewer: Viewer, post_id: int) -> SinglePostRow | None:
    """Return a post of a thread that *viewer* may read."""
    return fetch_one(SinglePostRow, _POST, {"post_id": post_id, **viewer.binds()})


_NUMBERED = POSTS.where(Post.number == bindparam("number"))


def post_by_number(viewer: Viewer, thread_id: int, number: int) -> PostRow | None:
    """Return the post *number* of a thread already checked."""
    values = {"thread_id": thread_id, "number": number, **reader(viewer)}
    return fetch_one(PostRow, _NUMBERED, values)


_OTHERS = (
    select(Post.id)
    .join(Thread, Thread.id == Post.thread_id)
    .where(Post.thread_id == bindparam("thread_id"), Post.author_id != Thread.author_id, unsealed())
    .limit(1)
)


def is_alone(viewer: Viewer, thread_id: int) -> bool:
    """Whether only its opener has written in a thread already checked, as far as *viewer* reads."""
    return fetch_one(PostIdRow, _OTHERS, {"thread_id": thread_id, **reader(viewer)}) is None
