"""Notices wait in a queue, are claimed before their message is sent, and leave it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, literal, or_, select, update

from ...artefacts.models import Artefact
from ...core.database.session import change, upsert
from ...core.state import state
from ...members.models import Member
from ...notices.models import Notice
from ...threads.models import Thread
from ..models import Mail
from ..schedule import MOST_BEGUN
from .preferences import save_sent_at

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Update

    from ..schedule import Plan


def queue_notices(
    _sender: object,
    *,
    at: datetime,
    post: int = 0,
    thread: int = 0,
    page: int = 0,
    space: int = 0,
    member: int = 0,
) -> None:
    """Queue the notices of a thing that were written *at* a moment, in the same transaction.

    Nothing is queued while the forum sends no mail, so none of it goes out once mail is set up.
    Connected to ``events.noticed`` in ``receivers.py``.
    """
    if state().config.mail is None:
        return
    about = Notice.post_id == post
    if thread:
        about = and_(Notice.thread_id == thread, Notice.post_id.is_(None))
    elif page or space:
        about = Notice.artefact_id == page if page else Notice.space_id == space
    if member:
        about = and_(about, Notice.member_id == member)
    due = literal(at, Mail.__table__.c.due_at.type)
    notices = (
        select(Notice.id, Notice.member_id, due, literal(""), literal(0), literal(0))
        .join(Member, Member.id == Notice.member_id)
        .where(about, Notice.at == at, Member.user_key.is_not(None))
    )
    fresh = {"due_at": at, "pace": "", "begun": 0, "tries": 0}
    insert = upsert(Mail).from_select(("notice_id", "member_id", *fresh), notices)
    change(insert.on_conflict_do_update(index_elements=[Mail.notice_id], set_=fresh))


def look_again(
    _sender: object, *, at: datetime, thread: int = 0, page: int = 0, space: int = 0
) -> None:
    """Let mail about a thread, a page or a space that waits to be readable be planned *at* once.

    Connected to ``events.shown_again`` in ``receivers.py``.
    """
    if state().config.mail is None:
        return
    notices = (
        select(Notice.id)
        .outerjoin(Thread, Thread.id == Notice.thread_id)
        .outerjoin(Artefact, Artefact.id == Notice.artefact_id)
        .where(
            or_(
                Thread.id == thread,
                Artefact.id == page,
                Thread.space_id == space,
                Artefact.space_id == space,
                Notice.space_id == space,
            ),
            Notice.seen_at.is_(None),
        )
    )
    change(
        update(Mail)
        .where(
            Mail.notice_id.in_(notices),
            Mail.due_at > at,
            Mail.pace == "",
            Mail.begun == 0,
            Mail.tries == 0,
        )
        .values(due_at=at)
    )


def apply_plan(plan: Plan) -> None:
    """Drop what is not mailed and put off what waits, as *plan* says."""
    if plan.drop:
        drop(plan.drop)
    for (due, pace), notices in plan.later.items():
        change(_of(notices).values(due_at=due, pace=pace))


def claim(notices: Collection[int], *, at: datetime, until: datetime) -> bool:
    """Claim *notices* that are due *at* a moment for one message; False if another process did.

    If this process dies, they are due again at *until*.
    """
    statement = (
        update(Mail)
        .where(Mail.notice_id.in_(notices), Mail.due_at <= at, Mail.begun < MOST_BEGUN)
        .values(begun=Mail.begun + 1, due_at=until)
    )
    return change(statement).rowcount == len(notices)


def finish(member_id: int, notices: Collection[int], *, at: datetime) -> None:
    """Remove claimed *notices*: their message was accepted *at* a moment.

    A notice that was queued again meanwhile has not been claimed, and stays.
    """
    save_sent_at(member_id, at)
    change(delete(Mail).where(Mail.notice_id.in_(notices), Mail.begun > 0))


def unclaim(notices: Collection[int], *, due: datetime, tried: bool) -> None:
    """Give claimed *notices* back for another message; *tried* if a server refused this one."""
    change(
        _of(notices)
        .where(Mail.begun > 0)
        .values(begun=Mail.begun - 1, tries=Mail.tries + int(tried), due_at=due)
    )


def postpone(notices: Collection[int], *, until: datetime) -> None:
    """Look at *notices* again later: something failed before they could be planned."""
    change(_of(notices).values(due_at=until))


def drop(notices: Collection[int]) -> None:
    """Remove *notices* without mailing them."""
    change(delete(Mail).where(Mail.notice_id.in_(notices)))


def _of(notices: Collection[int]) -> Update:
    return update(Mail).where(Mail.notice_id.in_(notices))
