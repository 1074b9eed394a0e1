"""Tells a member what somebody said to them alone: thanks, and questions to one person.

A notice has no text: whoever reads it reads what is said now. See ``loops.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from ...artefacts.models import Artefact
from ...core import events
from ...core.database.base import now
from ...core.database.session import change
from ...members.models import Member
from ...threads.models import Post, Thread
from ..models import Notice
from .loops import may_be_told, of_thing, tell, tell_author

if TYPE_CHECKING:
    from datetime import datetime


def notify_of_thanks(
    _sender: object,
    *,
    post: int | None,
    artefact: int | None,
    member: int,
    is_first: bool,
    at: datetime,
) -> None:
    """Tell who wrote a post or a page that they were thanked: once, and once more of new people."""
    tell_author("thanked", post=post, artefact=artefact, by=member, is_first=is_first, at=at)


def notify_of_question(
    _sender: object,
    *,
    asked: int,
    thread: int | None,
    post: int | None,
    artefact: int | None,
    at: datetime,
) -> None:
    """Tell one person that they are asked; several questions about one thing are one notice."""
    thread_of_post = select(Post.thread_id).where(Post.id == post).scalar_subquery()
    space = func.coalesce(
        select(Thread.space_id)
        .where(Thread.id == func.coalesce(thread_of_post, thread))
        .scalar_subquery(),
        select(Artefact.space_id).where(Artefact.id == artefact).scalar_subquery(),
    )
    people, about = of_thing("asked", thread, post, artefact, at)
    only = (Member.id == asked, *may_be_told("asked", space))
    if tell(people.where(*only), about, again="always"):
        events.noticed.send(None, post=post or 0, page=artefact or 0, thread=thread or 0, at=at)


def mark_thanks_seen(
    member_id: int, *, at: datetime, post_id: int = 0, artefact_id: int = 0
) -> None:
    """Mark that a member was thanked for a post or a page as seen, if not newer than *at*."""
    about = Notice.post_id == post_id if post_id else Notice.artefact_id == artefact_id
    theirs = (Notice.member_id == member_id, Notice.kind == "thanked", about)
    unseen = (Notice.seen_at.is_(None), Notice.at <= at)
    change(update(Notice).where(*theirs, *unseen).values(seen_at=now()))
