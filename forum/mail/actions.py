"""Mail is queued with the notice it is about, claimed before it is sent, and done with after."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, literal, select, update

from ..core.database.base import now
from ..core.database.session import session, upsert
from ..core.state import state
from ..members.models import Member
from ..notices.models import Notice
from .models import Mail, MailWish, SpaceMailWish

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

MOST_BEGUN = 2
"""A message whose fate nobody knows is sent once more, and no more than that."""


def queue(_sender: Any, *, post: int, at: datetime) -> None:
    """Queue what members were told of a post *at* a moment, in that transaction.

    Nothing is queued where the forum sends no mail, so that nothing is sent when it begins to.
    """
    if state().config.mail is None:
        return
    due = literal(at, Mail.__table__.c.due_at.type)
    told = (
        select(Notice.id, Notice.member_id, due, literal(""), literal(0), literal(0))
        .join(Member, Member.id == Notice.member_id)
        .where(Notice.post_id == post, Notice.at == at, Member.user_key.is_not(None))
    )
    anew = {"due_at": at, "pace": "", "begun": 0, "tries": 0}
    session().execute(
        upsert(Mail)
        .from_select(("notice_id", "member_id", *anew), told)
        .on_conflict_do_update(index_elements=[Mail.notice_id], set_=anew)
    )


def want(member_id: int, pace: str, *, spaces: Mapping[int, str]) -> None:
    """Let a member have mail at a *pace*, but about *spaces* at those given by id.

    What waits for them is looked at anew.
    """
    _wish(member_id, pace=pace)
    session().execute(delete(SpaceMailWish).where(SpaceMailWish.member_id == member_id))
    for space_id, own in spaces.items():
        session().execute(
            insert(SpaceMailWish).values(member_id=member_id, space_id=space_id, pace=own)
        )
    session().execute(
        update(Mail)
        .where(Mail.member_id == member_id, Mail.begun == 0)
        .values(pace="", due_at=now())
    )


def stop(member_id: int) -> None:
    """Send a member nothing any more, about no space, nor what waits for them."""
    want(member_id, "never", spaces={})
    session().execute(delete(Mail).where(Mail.member_id == member_id))


def make_key(member_id: int) -> None:
    """Make sure that a member has a secret for the link by which they stop mail."""
    session().execute(
        upsert(MailWish)
        .values(member_id=member_id, key=token_urlsafe(24))
        .on_conflict_do_nothing(index_elements=[MailWish.member_id])
    )


def _wish(member_id: int, **values: Any) -> None:
    session().execute(
        upsert(MailWish)
        .values(member_id=member_id, key=token_urlsafe(24), **values)
        .on_conflict_do_update(index_elements=[MailWish.member_id], set_=values)
    )


def claim(notices: Collection[int], *, at: datetime, until: datetime) -> bool:
    """Take *notices* that are due *at* for a message about to be sent; False if others have them.

    Should this process die, they are due again at *until*.
    """
    taken: Any = session().execute(
        update(Mail)
        .where(Mail.notice_id.in_(notices), Mail.due_at <= at, Mail.begun < MOST_BEGUN)
        .values(begun=Mail.begun + 1, due_at=until)
    )
    return bool(taken.rowcount == len(notices))


def sent(member_id: int, notices: Collection[int], *, at: datetime) -> None:
    """Be done with *notices*: their message was taken *at* a moment. What is new again stays."""
    _wish(member_id, sent_at=at)
    session().execute(delete(Mail).where(Mail.notice_id.in_(notices), Mail.begun > 0))


def not_sent(notices: Collection[int], *, due: datetime, tried: bool) -> None:
    """Keep *notices* for another message: theirs was not taken, or, not *tried*, not looked at."""
    session().execute(
        update(Mail)
        .where(Mail.notice_id.in_(notices), Mail.begun > 0)
        .values(begun=Mail.begun - 1, tries=Mail.tries + int(tried), due_at=due)
    )


def wait(notices: Collection[int], *, due: datetime, pace: str) -> None:
    """Let *notices* wait until they are *due* at a *pace*."""
    session().execute(update(Mail).where(Mail.notice_id.in_(notices)).values(due_at=due, pace=pace))


def leave(notices: Collection[int], *, until: datetime) -> None:
    """Look at *notices* again later: nothing could be found out about them."""
    session().execute(update(Mail).where(Mail.notice_id.in_(notices)).values(due_at=until))


def drop(notices: Collection[int]) -> None:
    """Mail nothing about *notices*."""
    session().execute(delete(Mail).where(Mail.notice_id.in_(notices)))


def forget(member_id: int) -> None:
    """Delete what waits for a member, and how often they want mail."""
    for table in (Mail, MailWish, SpaceMailWish):
        session().execute(delete(table).where(table.member_id == member_id))
