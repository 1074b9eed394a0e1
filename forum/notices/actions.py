"""Notices are written with the post they tell of, and seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from ..core import events
from ..core.database.base import now
from ..core.database.session import change, session, upsert
from ..following.models import Follow
from ..members.models import Member
from ..spaces.policy import readable_by_member
from ..threads.models import Post, Thread
from .models import Notice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MENTIONS = 10
"""How many people a post can call by mentioning them."""
COLUMNS = ("member_id", "kind", "thread_id", "post_id", "at")


_THREAD, _POST = bindparam("in_thread", type_=Integer), bindparam("of_post", type_=Integer)
_AT: Any = bindparam("moment", type_=Notice.__table__.c.at.type)
_SAID_NO = exists().where(
    Follow.member_id == Member.id, Follow.thread_id == _THREAD, Follow.following.is_(False)
)
_DIRECT = insert(Notice).from_select(
    COLUMNS,
    select(
        Member.id,
        case(
            (Member.id == bindparam("opener"), bindparam("to_opener", type_=String)),
            (Member.id == bindparam("answered"), literal("reply")),
            else_=literal("mention"),
        ),
        _THREAD,
        _POST,
        _AT,
    ).where(
        Member.id.in_(bindparam("direct", expanding=True)),
        ~Member.former,
        readable_by_member(Member.id, bindparam("in_space")),
        or_(Member.id.in_(bindparam("addressed", expanding=True)), ~_SAID_NO),
    ),
)
_FOLLOWERS = insert(Notice).from_select(
    COLUMNS,
    select(Follow.member_id, literal("follow"), _THREAD, _POST, _AT).where(
        Follow.thread_id == _THREAD,
        Follow.following,
        Follow.member_id.not_in(bindparam("told", expanding=True)),
        readable_by_member(Follow.member_id, bindparam("in_space")),
    ),
)


def tell_of(
    _sender: Any, *, post: Any, thread: Any, answered: int | None, mentioned: Sequence[int]
) -> None:
    """Write the notices of a post, in its transaction: one a member, of the kind closest to them.

    Told are the thread's author, who is answered, who is mentioned and who follows the thread, if
    they read the space; never the post's author. Who said no to a thread is told only of what is
    said to them.
    """
    called = [id for id in mentioned if id != post.author_id][:MENTIONS]
    addressed = {*called, *([answered] if answered else [])} - {post.author_id}
    direct = addressed | ({thread.author_id} - {post.author_id})
    here = {
        "in_thread": thread.id,
        "of_post": post.id,
        "moment": post.at,
        "in_space": thread.space_id,
    }
    if direct:
        change(
            _DIRECT,
            {
                **here,
                "opener": thread.author_id,
                "answered": answered or 0,
                "to_opener": "answer" if post.kind == "answer" else "reply",
                "direct": sorted(direct),
                "addressed": sorted(addressed),
            },
        )
    if post.number > 1:
        change(_FOLLOWERS, {**here, "told": sorted({*direct, post.author_id})})
    events.noticed.send(None, post=post.id, at=post.at)


def tell_of_edit(
    _sender: Any, *, post: int, editor: int, mentioned: Sequence[int], at: datetime
) -> None:
    """Tell those whom a new version mentions, once a post, if they read the space.

    All its versions together call ten people at most.
    """
    called = select(func.count()).where(Notice.post_id == post, Notice.kind == "mention")
    left = MENTIONS - (session().scalar(called) or 0) if mentioned else 0
    if left <= 0:
        return
    told = exists().where(
        Notice.member_id == Member.id, Notice.post_id == post, Notice.kind == "mention"
    )
    anew = (
        select(Member.id, literal("mention"), Post.thread_id, Post.id, _moment(at))
        .join(Post, Post.id == post)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Member.id.in_(mentioned),
            Member.id != editor,
            ~Member.former,
            ~told,
            readable_by_member(Member.id, Thread.space_id),
        )
        .order_by(Member.id)
        .limit(left)
    )
    session().execute(insert(Notice).from_select(COLUMNS, anew))
    events.noticed.send(None, post=post, at=at)


def _moment(at: datetime) -> Any:
    return literal(at, Notice.__table__.c.at.type)


def tell_of_hiding(post: Any, *, steward_id: int) -> None:
    """Tell the author of a post that it was hidden, or can be read again; not the steward's own."""
    if post.author_id == steward_id:
        return
    at = now()
    session().execute(
        upsert(Notice)
        .values(
            member_id=post.author_id,
            kind="hidden",
            thread_id=post.thread_id,
            post_id=post.id,
            at=at,
        )
        .on_conflict_do_update(
            index_elements=[Notice.member_id, Notice.post_id, Notice.kind],
            set_={"at": at, "seen_at": None},
        )
    )
    events.noticed.send(None, post=post.id, at=at)


def see(_sender: Any, *, member: int, thread: int, at: datetime) -> None:
    """Mark as seen what a member was told of a thread whose page was made for them *at*."""
    session().execute(
        update(Notice)
        .where(
            Notice.member_id == member,
            Notice.thread_id == thread,
            Notice.seen_at.is_(None),
            Notice.at <= at,
        )
        .values(seen_at=now())
    )


def see_all(member_id: int, *, to: datetime) -> None:
    """Mark what a member was told as seen, up to the moment *to*: what came later they have not."""
    session().execute(
        update(Notice)
        .where(Notice.member_id == member_id, Notice.seen_at.is_(None), Notice.at <= to)
        .values(seen_at=now())
    )


def forget(member_id: int) -> None:
    """Delete what a member was told."""
    session().execute(delete(Notice).where(Notice.member_id == member_id))
