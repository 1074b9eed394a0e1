"""Tells those who gave what became of it, and followers what is new in a page.

A notice says only that something happened. What happened ten times, or was taken back and done
again, is one row: ``policy.holds`` and ``queries/for_you.py`` say what is true of it when it is
read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import Integer, and_, exists, func, literal, or_, select

from ...artefacts.models import Artefact
from ...core import events
from ...core.database.base import now
from ...core.database.session import change, session, upsert
from ...members.models import Member
from ...moderation.models import Report
from ...spaces.models import Membership
from ...spaces.policy import is_active_steward, readable_by_member
from ...threads.models import Post, Thread
from ..models import OF_THREAD, Notice
from ..policy import is_wanted

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Label, SQLColumnExpression
    from sqlalchemy.orm import InstrumentedAttribute

    from ...core.database.session import Statement
    from ...threads.policy.acts import PostFacts
    from ...threads.rows import SinglePostRow

Again = Literal["never", "once seen", "always"]
"""When a notice that is there already becomes new, and is mailed, again.

"never" is for a mark, which may be set and taken back; "once seen" where the same people do more;
"always" for what waits for its reader."""


def notify_of_help(_sender: object, *, post: SinglePostRow | PostFacts, asker: int) -> None:
    """Tell the author of an answer that it helped the asker, once however often it is marked."""
    at = now()
    people = select(
        Member.id,
        literal("helped").label("kind"),
        literal(post.thread_id).label("thread_id"),
        literal(post.id).label("post_id"),
        moment_of(at),
    ).where(Member.id == post.author_id, Member.id != asker, *may_be_told("helped", post.space_id))
    if tell(people, Notice.post_id, again="never"):
        events.noticed.send(None, post=post.id, at=at)
    else:  # mail that waits because the mark was taken back looks again
        events.shown_again.send(None, thread=post.thread_id, at=at)


def notify_of_attempt(
    _sender: object,
    *,
    post: int | None,
    artefact: int | None,
    member: int,
    is_first: bool,
    at: datetime,
) -> None:
    """Tell who wrote a post or a page that somebody tried it: once, and once more of new people."""
    tell_author("tried", post=post, artefact=artefact, by=member, is_first=is_first, at=at)


def notify_of_experience(
    _sender: object, *, post: int, member: int, is_first: bool, at: datetime
) -> None:
    """Tell who asked, or looked back, that somebody has been there: of each person once."""
    tell_author("there", post=post, artefact=None, by=member, is_first=is_first, at=at)


def notify_of_closing(_sender: object, *, post: int, member: int, at: datetime) -> None:
    """Tell who commented on a page that somebody has said what became of it."""
    tell_author("taken_up", post=post, artefact=None, by=member, is_first=True, at=at)


def tell_author(
    kind: str, *, post: int | None, artefact: int | None, by: int, is_first: bool, at: datetime
) -> None:
    """Tell who wrote a post or a page what the member *by* did to it, unless they are the same.

    Of somebody who does it for the first time they are told anew once they have looked; of others
    never again, but mail that waits because it was taken back looks again.
    """
    named = literal(kind).label("kind")
    people: Statement
    if post is not None:
        people = (
            select(Member.id, named, Post.thread_id, Post.id.label("post_id"), moment_of(at))
            .join(Post, Post.author_id == Member.id)
            .join(Thread, Thread.id == Post.thread_id)
            .where(Post.id == post, *may_be_told(kind, Thread.space_id))
        )
    else:
        people = (
            select(Member.id, named, Artefact.id.label("artefact_id"), moment_of(at))
            .join(Artefact, Artefact.author_id == Member.id)
            .where(Artefact.id == artefact, *may_be_told(kind, Artefact.space_id))
        )
    about = Notice.post_id if post is not None else Notice.artefact_id
    if tell(people.where(Member.id != by), about, again="once seen" if is_first else "never"):
        events.noticed.send(None, post=post or 0, page=artefact or 0, at=at)
    else:
        events.shown_again.send(None, thread=_thread_of(post), page=artefact or 0, at=at)


def _thread_of(post_id: int | None) -> int:
    """Return the thread of a post; 0 without one."""
    return session().scalar(select(Post.thread_id).where(Post.id == post_id)) or 0


def notify_of_plan(
    _sender: object,
    *,
    member: int,
    post: int | None,
    artefact: int | None,
    thread: int | None,
    at: datetime,
) -> None:
    """Ask a member how it went with what they meant to try: again for each day they name.

    Connected to ``events.plan_due`` in ``receivers.py``. Whether they may still read it, and have
    not answered yet, is asked when they read the notice, and when it is mailed.
    """
    people, about = of_thing("due", thread, post, artefact, at)
    may = (~Member.former, is_wanted(Member.id, "due"))
    if tell(people.where(Member.id == member, *may), about, again="always"):
        events.noticed.send(
            None, post=post or 0, page=artefact or 0, thread=thread or 0, member=member, at=at
        )


def notify_of_report(_sender: object, *, space: int, reporter: int) -> None:
    """Tell those who look after a space that a report waits there; one notice a space."""
    _tell_stewards(space, Member.id != reporter, again="always")


def notify_of_waiting_reports(_sender: object, *, space: int, member: int) -> None:
    """Tell somebody who looks after a space from now on that reports wait there, if any do."""
    waits = (Report.closed_at.is_(None), Report.reporter_id != member)
    of_post = exists().where(
        *waits, Post.id == Report.post_id, Thread.id == Post.thread_id, Thread.space_id == space
    )
    of_page = exists().where(*waits, Report.artefact_id.is_not(None), Report.space_id == space)
    told = and_(Member.id == member, or_(of_post, of_page))
    _tell_stewards(space, told, again="once seen")


def _tell_stewards(space: int, which: ColumnElement[bool], *, again: Again) -> None:
    at = now()
    people = select(
        Member.id, literal("report").label("kind"), literal(space).label("space_id"), moment_of(at)
    ).where(
        exists().where(
            Membership.space_id == space,
            Membership.member_id == Member.id,
            is_active_steward(at=at),
        ),
        which,
        *may_be_told("report", space),
    )
    if tell(people, Notice.space_id, again=again):
        events.noticed.send(None, space=space, at=at)


def of_thing(
    kind: str, thread: int | None, post: int | None, artefact: int | None, at: datetime
) -> tuple[Statement, InstrumentedAttribute[int | None]]:
    """Return the statement of notices about a thread, a post or a page, and what they are about."""
    thread_of_post = select(Post.thread_id).where(Post.id == post).scalar_subquery()
    people = select(
        Member.id,
        literal(kind).label("kind"),
        func.coalesce(thread_of_post, literal(thread, Integer)).label("thread_id"),
        literal(post, Integer).label("post_id"),
        literal(artefact, Integer).label("artefact_id"),
        moment_of(at),
    )
    return people, Notice.post_id if post else Notice.artefact_id if artefact else Notice.thread_id


def tell(people: Statement, about: InstrumentedAttribute[int | None], *, again: Again) -> int:
    """Write a notice for each of *people*; return how many are new, or new once more.

    *people* selects the columns of notices by their names, and the member first. *about* is the
    column of ``Notice`` of the thing.
    """
    columns = ["member_id", *(column.name for column in list(people.selected_columns)[1:])]
    insert = upsert(Notice).from_select(columns, people)
    key = [Notice.member_id, about, Notice.kind]
    where = OF_THREAD if about is Notice.thread_id else None
    if again == "never":
        insert = insert.on_conflict_do_nothing(index_elements=key, index_where=where)
    else:
        insert = insert.on_conflict_do_update(
            index_elements=key,
            index_where=where,
            set_={"at": insert.excluded.at, "seen_at": None},
            where=Notice.seen_at.is_not(None) if again == "once seen" else None,
        )
    return len(change(insert.returning(Notice.id)).all())  # PostgreSQL counts no inserted rows


def may_be_told(
    kind: str, space_id: int | SQLColumnExpression[int]
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a member is told of something in a space."""
    return (~Member.former, readable_by_member(Member.id, space_id), is_wanted(Member.id, kind))


def moment_of(at: datetime) -> Label[datetime]:
    return literal(at, Notice.__table__.c.at.type).label("at")
