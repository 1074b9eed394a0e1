"""Asks one person, and lets them put the question away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, update

from ..core import events
from ..core.database.base import now
from ..core.database.session import change, upsert
from .models import Enquiry

if TYPE_CHECKING:
    from .rows import Subject


def ask(subject: Subject, text: str, *, member_id: int, asked_id: int) -> bool:
    """Ask one person about *subject*, once; whether the member had not asked them before."""
    at = now()
    about = {name: id for name, id in subject._asdict().items() if id is not None}
    insert = upsert(Enquiry).values(
        member_id=member_id, asked_id=asked_id, text=text, at=at, **about
    )
    once = insert.on_conflict_do_nothing(index_elements=["member_id", "asked_id", *about])
    if change(once.returning(Enquiry.id)).first() is None:
        return False
    events.one_asked.send(
        None,
        asked=asked_id,
        thread=subject.thread_id,
        post=subject.post_id,
        artefact=subject.artefact_id,
        at=at,
    )
    return True


def put_away(enquiry_id: int, asked_id: int) -> bool:
    """Let whoever was asked say that it is not for them; whether they were asked at all.

    Nobody is told.
    """
    theirs = update(Enquiry).where(Enquiry.id == enquiry_id, Enquiry.asked_id == asked_id)
    return change(theirs.values(put_away_at=now()).returning(Enquiry.id)).first() is not None


def forget(member_id: int) -> None:
    """Delete what a member asked others, and what they were asked."""
    change(
        delete(Enquiry).where(or_(Enquiry.member_id == member_id, Enquiry.asked_id == member_id))
    )


def merged(member_id: int) -> None:
    """Delete what a member asked themselves, now that two members are one."""
    change(delete(Enquiry).where(Enquiry.member_id == member_id, Enquiry.asked_id == member_id))
