"""Reading what is due, for whom, and how often they want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..core.database.session import row, rows
from ..members.models import Member
from ..notices.models import Notice
from ..spaces.models import Space
from ..threads.models import Post, Thread
from ..threads.policy import visible_to
from .models import Mail, MailWish, SpaceMailWish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Row

    from ..members.viewer import Viewer


def recipients(at: datetime, *, most: int) -> Sequence[Row[Any]]:
    """Return id and user_key of members for whom something is due *at*, the longest first."""
    return rows(
        select(Member.id, Member.user_key)
        .join(Mail, Mail.member_id == Member.id)
        .where(Mail.due_at <= at)
        .group_by(Member.id, Member.user_key)
        .order_by(func.min(Mail.due_at), Member.id)
        .limit(most)
    )


def due(member_id: int, at: datetime) -> Sequence[Row[Any]]:
    """Return notice_id, begun and tries of all that is due for a member."""
    return rows(
        select(Mail.notice_id, Mail.begun, Mail.tries)
        .where(Mail.member_id == member_id, Mail.due_at <= at)
        .order_by(Mail.notice_id)
    )


def worth_telling(viewer: Viewer, at: datetime) -> Sequence[Row[Any]]:
    """Return what is due for *viewer* and is still news: they may see it, and have not yet.

    A post that is hidden or taken back is none, but for its author, whose post was hidden.
    """
    return rows(
        select(
            Mail.notice_id,
            Mail.member_id.label("told_id"),
            Mail.pace,
            Mail.begun,
            Mail.tries,
            Notice.kind,
            Notice.at,
            Notice.thread_id,
            Notice.post_id,
            Post.number,
            Post.html,
            Post.state,
            Post.state_why,
            Thread.title,
            Thread.author_id.label("opener_id"),
            Space.id.label("space_id"),
            Space.slug.label("space_slug"),
            Space.name.label("space_name"),
            Space.access,
            Member.name.label("author_name"),
        )
        .join(Notice, Notice.id == Mail.notice_id)
        .join(Thread, Thread.id == Notice.thread_id)
        .join(Post, Post.id == Notice.post_id)
        .join(Space, Space.id == Thread.space_id)
        .join(Member, Member.id == Post.author_id)
        .where(
            Mail.member_id == viewer.member_id,
            Mail.due_at <= at,
            Notice.seen_at.is_(None),
            (Post.state == "shown") | (Notice.kind == "hidden") & (Post.state == "hidden"),
            visible_to(),
        )
        .order_by(Notice.at, Notice.id),
        viewer.binds(),
    )


def wish(member_id: int) -> Row[Any] | None:
    """Return pace, key and sent_at of a member, or None where nothing was said or sent."""
    return row(
        select(MailWish.pace, MailWish.key, MailWish.sent_at).where(MailWish.member_id == member_id)
    )


def by_space(member_id: int) -> Mapping[int, str]:
    """Return the pace a member chose for single spaces, by the space's id."""
    found = rows(
        select(SpaceMailWish.space_id, SpaceMailWish.pace).where(
            SpaceMailWish.member_id == member_id
        )
    )
    return {chosen.space_id: chosen.pace for chosen in found}


def overdue_since() -> datetime | None:
    """Return since when the oldest mail is due; None where nothing waits."""
    found = row(select(func.min(Mail.due_at)))
    return found[0] if found else None


def waiting() -> int:
    """Return how many notices are still to be mailed."""
    found = row(select(func.count()).select_from(Mail))
    return int(found[0]) if found else 0
