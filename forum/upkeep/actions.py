"""Says what a page of the library needs, and takes it back. Nothing in the page changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update

from ..artefacts.models import ArtefactRevision
from ..core import events
from ..core.database.base import now
from ..core.database.outbox import record_changes
from ..core.database.session import change, session, upsert
from ..core.text.headings import from_stored
from .models import DeadLink, Need, Review
from .queries import is_due

if TYPE_CHECKING:
    from datetime import date, datetime


def mark_need(artefact_id: int, section: str, *, needed: bool) -> None:
    """Say that a section of a page needs somebody who knows, or no longer."""
    if needed:
        values = {"artefact_id": artefact_id, "section": section, "at": now()}
        change(upsert(Need).on_conflict_do_nothing(), values)
        return
    its = (Need.artefact_id == artefact_id, Need.section == section)
    change(delete(Need).where(*its))


def mark_link(artefact_id: int, link: str, *, dead: bool) -> None:
    """Say that a link of a page, by its hash, is dead since today (UTC), or that it works again."""
    if dead:
        values = {"artefact_id": artefact_id, "link": link, "day": now().date()}
        change(upsert(DeadLink).on_conflict_do_nothing(), values)
        return
    its = (DeadLink.artefact_id == artefact_id, DeadLink.link == link)
    change(delete(DeadLink).where(*its))


def review(artefact_id: int, day: date | None, *, member_id: int) -> None:
    """Say on which *day* (UTC) a member will look at a page again; None if it need not be."""
    if day is None:
        change(delete(Review).where(Review.artefact_id == artefact_id))
    else:
        new = upsert(Review).values(artefact_id=artefact_id, day=day, member_id=member_id)
        change(
            new.on_conflict_do_update(
                index_elements=[Review.artefact_id],
                set_={"day": day, "member_id": member_id, "told_day": None},
            )
        )
    record_changes(session(), kind="artefact", ids=[artefact_id])  # it may be stale no more


_CLAIM = (
    update(Review)
    .where(Review.artefact_id == bindparam("of"), is_due())
    .values(told_day=Review.day)
    .returning(Review.artefact_id)
)


def tell(artefact_id: int, at: datetime) -> bool:
    """Tell that a page is to be looked at again; False if another process does.

    One statement claims it, and what tells people of it is written in the same transaction.
    """
    if change(_CLAIM, {"of": artefact_id, "today": at.date()}).first() is None:
        return False
    record_changes(session(), kind="artefact", ids=[artefact_id])  # it is stale now
    events.review_due.send(None, page=artefact_id, at=at)
    return True


def take_over(artefact_id: int, *, member_id: int) -> bool:
    """Let a member look at a page again, instead of whoever meant to; False if nobody needs to."""
    its = update(Review).where(Review.artefact_id == artefact_id).values(member_id=member_id)
    return change(its.returning(Review.artefact_id)).first() is not None


def drop_gone_needs(_sender: object, *, page: int, **_: object) -> None:
    """Delete what sections of a page need that its new revision has no more.

    Connected to ``events.page_saved`` in ``receivers.py``.
    """
    saved = (
        select(ArtefactRevision.sections)
        .where(ArtefactRevision.artefact_id == page)
        .order_by(ArtefactRevision.number.desc())
        .limit(1)
    )
    ids = [section.id for section in from_stored(session().scalar(saved) or "[]")]
    change(delete(Need).where(Need.artefact_id == page, Need.section.not_in(ids)))


def drop_all(_sender: object, *, page: int, for_good: bool, **_: object) -> None:
    """Delete what a page needs once it is withdrawn: ids of sections are made of their words.

    Connected to ``events.page_withheld`` in ``receivers.py``.
    """
    if for_good:
        for table in (Need, DeadLink, Review):
            change(delete(table).where(table.artefact_id == page))


def forget(member_id: int) -> None:
    """Forget who will look at pages again; that they are to be looked at stays."""
    change(update(Review).where(Review.member_id == member_id).values(member_id=None))
