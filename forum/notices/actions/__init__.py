"""Notifies members in the transaction of the post, and marks notices as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    Integer,
    String,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)

from ...artefacts.models import Artefact
from ...core import events
from ...core.database.base import now
from ...core.database.id_list import is_among
from ...core.database.session import change, session, upsert
from ...core.state import state
from ...following.models import Follow
from ...members.models import Member
from ...spaces.policy import readable_by_member
from ...threads.models import Post, Thread
from ..models import ALWAYS, Notice, SwitchedOff
from ..policy import holds, is_about_page, is_in_sight, is_new, is_wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Insert, Update

    from ...members.viewer import Viewer
    from ...threads.policy.acts import PostFacts
    from ...threads.rows import SinglePostRow, ThreadRow

COLUMNS = ("member_id", "kind", "thread_id", "post_id", "at")

_IS_NEWS = Notice.kind != "due"  # looking at it again does not say how it went
_THREAD, _POST = bindparam("in_thread", type_=Integer), bindparam("of_post", type_=Integer)
_TO_FOLLOWERS = bindparam("to_followers", type_=Integer)
_AT: BindParameter[datetime] = bindparam("moment", type_=Notice.__table__.c.at.type)
_OPTED_OUT = exists().where(
    Follow.member_id == Member.id, Follow.thread_id == _THREAD, Follow.following.is_(False)
)
_MOST_DIRECT = case(
    (Member.id == bindparam("opener"), bindparam("to_opener", type_=String)),
    (Member.id == bindparam("answered"), literal("reply")),
    else_=literal("mention"),
)
_DIRECT = (
    select(Member.id.label("member_id"), _MOST_DIRECT.label("kind"), _POST.label("post_id"))
    .where(
        is_among(Member.id, "direct"),
        ~Member.former,
        readable_by_member(Member.id, bindparam("in_space")),
        or_(is_among(Member.id, "addressed"), ~_OPTED_OUT),
        is_wanted(Member.id, _MOST_DIRECT),
    )
    .cte("direct")
)


def _and_followers(kind: str, *followed: ColumnElement[bool]) -> Insert:
    """Return the statement that notifies of a post, and followers of a thread or a space as well.

    A follower who is told more directly is told once.
    """
    followers = select(Follow.member_id, literal(kind), _TO_FOLLOWERS).where(
        *followed,
        Follow.following,
        Follow.member_id.not_in((bindparam("author"), bindparam("opener"))),
        Follow.member_id.not_in(select(_DIRECT.c.member_id)),
        readable_by_member(Follow.member_id, bindparam("in_space")),
        is_wanted(Follow.member_id, kind),
    )
    told = union_all(select(_DIRECT), followers).subquery("told")
    columns = (told.c.member_id, told.c.kind, _THREAD, told.c.post_id, _AT)
    return insert(Notice).from_select(COLUMNS, select(*columns))


_NOTIFY = _and_followers("follow", Follow.thread_id == _THREAD)
_NOTIFY_OF_OPENING = _and_followers("opened", Follow.space_id == bindparam("in_space"))


def notify_of_post(
    _sender: object,
    *,
    post: Post,
    thread: Thread | ThreadRow,
    answered: int | None,
    mentioned: Sequence[int],
) -> None:
    """Notify members of a post, in its transaction: one notice each, of the most direct kind.

    The thread's author, the author who is replied to, mentioned members and followers are
    notified if they can read the space; the post's author is not. Members who stopped following
    the thread are notified only if the post replies to them or mentions them. Of the first post of
    a thread the followers of its space are notified.
    Connected to ``events.post_written`` in ``receivers.py``.
    """
    mentions = [id for id in mentioned if id != post.author_id][: state().config.mention_limit]
    addressed = {*mentions, *([answered] if answered else [])} - {post.author_id}
    direct = addressed | ({thread.author_id} - {post.author_id})
    is_opening = post.number == 1
    change(
        _NOTIFY_OF_OPENING if is_opening else _NOTIFY,
        {
            "in_thread": thread.id,
            "in_space": thread.space_id,
            "of_post": post.id,
            # A first take is sealed: of a thread that begins with one, only the thread is told.
            "to_followers": None if post.take and is_opening else post.id,
            "moment": post.at,
            "author": post.author_id,
            "opener": thread.author_id,
            "answered": answered or 0,
            "to_opener": "answer" if post.kind == "answer" else "reply",
            "direct": sorted(direct),
            "addressed": sorted(addressed),
        },
    )
    events.noticed.send(None, post=post.id, at=post.at)
    if post.take and is_opening:
        events.noticed.send(None, thread=thread.id, at=post.at)


def notify_of_edit(
    _sender: object, *, post: int, editor: int, mentioned: Sequence[int], at: datetime
) -> None:
    """Notify members whom an edit mentions, once for each post, if they can read the space.

    Connected to ``events.post_edited`` in ``receivers.py``.
    """
    if not mentioned:
        return
    mentions = select(func.count()).where(Notice.post_id == post, Notice.kind == "mention")
    left = state().config.mention_limit - (session().scalar(mentions) or 0)
    if left <= 0:
        return
    notified = exists().where(
        Notice.member_id == Member.id, Notice.post_id == post, Notice.kind == "mention"
    )
    newly_mentioned = (
        select(Member.id, literal("mention"), Post.thread_id, Post.id, _moment(at))
        .join(Post, Post.id == post)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Member.id.in_(mentioned),
            Member.id != editor,
            ~Member.former,
            ~notified,
            readable_by_member(Member.id, Thread.space_id),
            is_wanted(Member.id, "mention"),
        )
        .order_by(Member.id)
        .limit(left)
    )
    change(insert(Notice).from_select(COLUMNS, newly_mentioned))
    events.noticed.send(None, post=post, at=at)


def _moment(at: datetime) -> BindParameter[datetime]:
    return literal(at, Notice.__table__.c.at.type)


def notify_of_hiding(post: PostFacts | SinglePostRow, *, by: int) -> None:
    """Notify the author that their post was hidden or restored, unless they did it themselves."""
    if post.author_id == by:
        return
    at = now()
    insert = upsert(Notice).values(
        member_id=post.author_id, kind="hidden", thread_id=post.thread_id, post_id=post.id, at=at
    )
    change(
        insert.on_conflict_do_update(
            index_elements=[Notice.member_id, Notice.post_id, Notice.kind],
            set_={"at": at, "seen_at": None},
        )
    )
    events.noticed.send(None, post=post.id, at=at)


def mark_posts_seen(
    _sender: object, *, member: int, thread: int, posts: Collection[int], at: datetime
) -> None:
    """Mark a member's notices about *posts* as seen, if they are not newer than the page *at*.

    0 stands for those about the *thread* as a whole. Connected to ``events.posts_read`` in
    ``receivers.py``.
    """
    as_a_whole = and_(Notice.thread_id == thread, Notice.post_id.is_(None))
    about_posts = Notice.post_id.in_(posts)
    which = or_(about_posts, as_a_whole) if 0 in posts else about_posts
    change(_unseen(member, until=at).where(which, _IS_NEWS).values(seen_at=now()))


def mark_all_seen(viewer: Viewer, *, to: datetime) -> None:
    """Mark the notices of *viewer* up to the moment *to* as seen: newer ones they have not seen.

    Nor have they seen those about posts that they may not read now: these stay, and are new if
    the posts are shown again.
    """
    member_id = viewer.member_id or 0
    readable = (
        select(Notice.id)
        .outerjoin(Thread, Thread.id == Notice.thread_id)
        .outerjoin(Post, Post.id == Notice.post_id)
        .outerjoin(Artefact, Artefact.id == Notice.artefact_id)
        .where(Notice.member_id == member_id, is_in_sight(), is_new(), holds())
        .params(**viewer.binds())
    )
    change(_unseen(member_id, until=to).where(Notice.id.in_(readable)).values(seen_at=now()))


def mark_seen(member_id: int, *, artefact_id: int = 0, space_id: int = 0, at: datetime) -> None:
    """Mark a member's notices about a page or a space as seen, if not newer than *at*."""
    page = bindparam(None, artefact_id, type_=Integer)
    which = or_(is_about_page(page), Notice.space_id == space_id)
    change(_unseen(member_id, until=at).where(which, _IS_NEWS).values(seen_at=now()))


def _unseen(member_id: int, *, until: datetime) -> Update:
    return update(Notice).where(
        Notice.member_id == member_id, Notice.seen_at.is_(None), Notice.at <= until
    )


def switch_off(member_id: int, kinds: Collection[str]) -> None:
    """Let a member be told of everything but *kinds*; those that must be told stay on."""
    change(delete(SwitchedOff).where(SwitchedOff.member_id == member_id))
    off = [{"member_id": member_id, "kind": kind} for kind in kinds if kind not in ALWAYS]
    if off:
        change(upsert(SwitchedOff).values(off).on_conflict_do_nothing())


def forget(member_id: int) -> None:
    """Delete a member's notices, and which kinds they have switched off."""
    for table in (Notice, SwitchedOff):
        change(delete(table).where(table.member_id == member_id))
