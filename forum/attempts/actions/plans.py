"""Plans to try something: made, changed, asked about once for each day, and ended by a DELETE."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, delete, or_, select, update

from ...core import events
from ...core.database.session import change, upsert
from ...threads.models import Post
from ..models import Plan
from ..policy import ANSWERED_WITHIN
from ..rows import ClaimedPlanRow

if TYPE_CHECKING:
    from datetime import date

    from ..rows import Thing


def plan(thing: Thing, *, member_id: int, day: date | None, place: str) -> None:
    """Save that a member means to try *thing*, or change that. Nobody else is told.

    A *day* that has passed is for the caller to refuse. It is looked at from noon in UTC on: then
    it is the morning after nowhere yet, and where its owner is may change until then.
    """
    look_at = datetime.combine(day, time(12), UTC) if day else None
    values: dict[str, object] = {"day": day, "place": place, "look_at": look_at}
    about = {name: id for name, id in thing._asdict().items() if id is not None}
    insert = upsert(Plan).values(member_id=member_id, **about, **values)
    # A day about which they were asked is not asked about again.
    same = Plan.asked_day == insert.excluded.day
    values["look_at"] = case((same, Plan.look_at), else_=insert.excluded.look_at)
    change(insert.on_conflict_do_update(index_elements=["member_id", *about], set_=values))


def end(thing: Thing, member_id: int) -> None:
    """End a member's plan to try *thing*, if there is one: they tell how it went, or drop it."""
    about = [getattr(Plan, name) == id for name, id in thing._asdict().items() if id is not None]
    change(delete(Plan).where(Plan.member_id == member_id, *about))


def drop(plan_id: int, member_id: int) -> None:
    """Drop a plan of a member, whatever it is about; nobody else's."""
    change(delete(Plan).where(Plan.id == plan_id, Plan.member_id == member_id))


_CLAIM = (
    update(Plan)
    .where(
        Plan.id == bindparam("plan_id"),
        Plan.day == bindparam("on"),
        Plan.look_at <= bindparam("until"),
        or_(Plan.asked_day.is_(None), Plan.asked_day != Plan.day),
    )
    .values(asked_day=Plan.day, asked_at=bindparam("until"), look_at=bindparam("ends"))
    .returning(Plan.member_id, Plan.post_id, Plan.artefact_id, Plan.thread_id)
)


def ask(plan_id: int, day: date, at: datetime) -> bool:
    """Ask the owner of a plan how it went; False if another process does, or the day was changed.

    One statement claims it, and what tells them of it is written in the same transaction.
    """
    values = {"plan_id": plan_id, "on": day, "until": at, "ends": at + ANSWERED_WITHIN}
    row = change(_CLAIM, values).first()
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


def close(plan_id: int, day: date) -> None:
    """End a plan about which nobody can be asked any more, unless its day was changed meanwhile."""
    change(delete(Plan).where(Plan.id == plan_id, Plan.day == day))


def forget(member_id: int) -> None:
    """Delete what a member means to try."""
    change(delete(Plan).where(Plan.member_id == member_id))


def merged(member_id: int) -> None:
    """Delete what a member means to try of posts that are theirs, now that two members are one."""
    own = select(Post.id).where(Post.author_id == member_id)
    change(delete(Plan).where(Plan.member_id == member_id, Plan.post_id.in_(own)))
