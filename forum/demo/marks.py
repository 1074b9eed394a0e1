"""Sets which posts the people of the demo have read, and which notices are new to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, or_, select, update

from ..core.database.base import now
from ..core.database.session import session
from ..following.models import ReadMark
from ..notices.models import Notice
from ..spaces.models import Membership, Space
from ..threads.models import Post, Thread
from .content import roles

if TYPE_CHECKING:
    from datetime import datetime

    from .registry import Registry

AWAY = {"regular": timedelta(days=3), "steward": timedelta(days=1)}
"""How long each of them has been away. The newcomer has never been here."""


def add_read_marks(made: Registry) -> None:
    """Mark everything as read up to when each role left, except for the newcomer."""
    for key, role in roles().items():
        if key in AWAY:
            member, left = made.members[role["handle"]], made.start - AWAY[key]
            _mark_posts_read(member, left)
    _mark_notices_seen(made)


def _mark_posts_read(member: int, left: datetime) -> None:
    mine = select(Membership.space_id).where(Membership.member_id == member)
    seen = session().execute(
        select(Post.thread_id, func.max(Post.number))
        .join(Thread, Thread.id == Post.thread_id)
        .join(Space, Space.id == Thread.space_id)
        .where(Post.at < left, or_(Space.access == "open", Space.id.in_(mine)))
        .group_by(Post.thread_id)
    )
    session().execute(
        insert(ReadMark),
        [
            {
                "member_id": member,
                "thread_id": thread,
                "read_to": number,
                "beyond": "",
                "read_count": number,
            }
            for thread, number in seen
        ],
    )


def _mark_notices_seen(made: Registry) -> None:
    """Date the notices like their posts; those from the time when somebody was away stay new.

    Those about pages of the library have their moment already.
    """
    at = select(Post.at).where(Post.id == Notice.post_id).scalar_subquery()
    of_post = Notice.post_id.is_not(None)
    session().execute(update(Notice).values(seen_at=now()))
    session().execute(update(Notice).where(of_post).values(at=at))
    for key, away in AWAY.items():
        session().execute(
            update(Notice)
            .where(
                Notice.member_id == made.members[roles()[key]["handle"]],
                Notice.at > made.start - away,
            )
            .values(seen_at=None)
        )
