"""Plans to try something: made, changed, asked about once for each day, and ended by a DELETE."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, or_, select, update

from ...core import events
from ...core.database.session import change, upsert
from ...threads.models import Post
from ..models import Plan
from ..policy import is_over
from ..rows import ClaimedPlanRow

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement

    from ..rows import Thing

CLOSED_AFTER = timedelta(days=30)
"""A plan whose owner could not be asked for so long after its day is closed quietly."""


def plan(thing: Thing, *, member_id: int, day: date | None, place: str) -> None:
    """Save that a member means to try *thing*, or change that. Nobody else is told.

    A *day* that has passed is for the caller to refuse. It is looked at from noon in UTC on: then
    it is the morning after nowhere yet, and where its owner is may change until then.
    """
    look_at = datetime.combine(day, time(12), UTC) if day else None
    values = {"day": day, "place": place, "look_at": look_at}
    about = {name: id for name, id in thing._asdict().items() if id is not None}
    insert = upsert(Plan).values(member_id=member_id, **about, **values)
    change(insert.on_conflict_do_update(index_elements=["member_id", *about], set_=values))


def end(thing: Thing, member_id: int) -> None:
    """End a member's plan to try *thing*, if there is one: they tell how it went, or drop it."""
    about = [getattr(Plan, name) == id for name, id in thing._asdict().items() if id is not None]
    change(delete(Plan).where(Plan.member_id == member_id, *about))


def drop(plan_id: int, member_id: int) -> bool:
    """Drop a plan of a member, whatever it is about; return whether there was one."""
    mine = and_(Plan.id == plan_id, Plan.member_id == member_id)
    return change(delete(Plan).where(mine).returning(Plan.id)).first() is not None


_CLAIM = (
    update(Plan)
    .where(
        Plan.id == bindparam("plan_id"),
        Plan.day == bindparam("on"),
        Plan.look_at <= bindparam("until"),
        or_(Plan.asked_day.is_(None), Plan.asked_day != Plan.day),
    )
    .values(asked_day=Plan.day, asked_at=bindparam("until"), look_at=None)
    .returning(Plan.member_id, Plan.post_id, Plan.artefact_id, Plan.thread_id)
)


def ask(plan_id: int, day: date, at: datetime) -> bool:
    """Ask the owner of a plan how it went; False if another process does, or the day was changed.

    One statement claims it, and what tells them of it is written in the same transaction.
    """
    row = change(_CLAIM, {"plan_id": plan_id, "on": day, "until": at}).first()
    if row is None:
        return False
    claimed = ClaimedPlanRow(*row)
    events.plan_due.send(
        None,
        member=claimed.member_id,
        post=claimed.post_id,
        artefact=claimed.artefact_id,
        thread=claimed.thread_id,
        at=at,
    )
    return True


def look_again(plan_id: int, day: date, *, until: datetime) -> None:
    """Look at a plan again later, unless its day was changed meanwhile."""
    same = and_(Plan.id == plan_id, Plan.day == day, Plan.look_at.is_not(None))
    change(update(Plan).where(same).values(look_at=until))


def close_old(at: datetime) -> None:
    """End the plans about which it was asked, or should have been, too long ago."""
    was_missed: ColumnElement[bool] = and_(
        Plan.look_at.is_not(None), Plan.day < (at - CLOSED_AFTER).date()
    )
    change(delete(Plan).where(or_(is_over(), was_missed)))


def forget(member_id: int) -> None:
    """Delete what a member means to try."""
    change(delete(Plan).where(Plan.member_id == member_id))


def merged(member_id: int) -> None:
    """Delete what a member means to try of posts that are theirs, now that two members are one."""
    own = select(Post.id).where(Post.author_id == member_id)
    change(delete(Plan).where(Plan.member_id == member_id, Plan.post_id.in_(own)))
