"""Reading plans: each by its owner, and by the worker that asks about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, false, func, select

from ...artefacts.models import Artefact
from ...core.database.session import fetch_all, fetch_one
from ...core.database.statement_cache import with_cache
from ...members.models import Member
from ...threads.models import Post, Thread
from ..models import Plan
from ..policy import is_asked, is_in_sight, is_over
from ..rows import DuePlanRow, PlanRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ...members.viewer import Viewer
    from ..rows import Thing

_TITLE = func.coalesce(Artefact.title, func.nullif(Thread.anchor_title, ""), Thread.title)
_OWN = (
    select(
        Plan.id,
        Plan.post_id,
        Plan.artefact_id,
        Plan.thread_id,
        Plan.day,
        Plan.place,
        func.coalesce(Artefact.space_id, Thread.space_id).label("space_id"),
        func.coalesce(is_asked(), false()).label("is_asked"),
        case((is_in_sight(Plan), _TITLE), else_="").label("title"),
    )
    .outerjoin(Post, Post.id == Plan.post_id)
    .outerjoin(Thread, Thread.id == func.coalesce(Post.thread_id, Plan.thread_id))
    .outerjoin(Artefact, Artefact.id == Plan.artefact_id)
    .where(Plan.member_id == bindparam("viewer_id"), func.coalesce(~is_over(), True))
    .order_by(Plan.day.is_(None), Plan.day, Plan.id)
)
_OF = {
    name: _OWN.where(getattr(Plan, name) == bindparam("of"))
    for name in ("post_id", "artefact_id", "thread_id")
}
_WAITING = _OWN.where(is_asked())
_NEXT = with_cache(
    _OWN.where(Plan.day <= bindparam("until"))
    .order_by(None)
    .order_by(Plan.day, Plan.id)
    .limit(bindparam("most"))
)


def own_plans(viewer: Viewer) -> Sequence[PlanRow]:
    """Return what *viewer* means to try, the next day first and what has none last."""
    return fetch_all(PlanRow, _OWN, viewer.binds()) if viewer.member_id else ()


def asked_plans(viewer: Viewer) -> Sequence[PlanRow]:
    """Return those that *viewer* was asked about and has not answered."""
    return fetch_all(PlanRow, _WAITING, viewer.binds()) if viewer.member_id else ()


def next_plans(viewer: Viewer, *, until: date, most: int) -> Sequence[PlanRow]:
    """Return what *viewer* means to try by the day *until*, or was asked about; earliest first."""
    if viewer.member_id is None:
        return ()
    return fetch_all(PlanRow, _NEXT, {"until": until, "most": most, **viewer.binds()})


def own_plan(viewer: Viewer, thing: Thing) -> PlanRow | None:
    """Return the plan of *viewer* to try *thing*, or None."""
    if viewer.member_id is None:
        return None
    name, of = next((name, id) for name, id in thing._asdict().items() if id is not None)
    return fetch_one(PlanRow, _OF[name], {"of": of, **viewer.binds()})


_DUE = (
    select(
        Plan.id,
        Plan.day,
        func.coalesce(Plan.asked_day == Plan.day, false()).label("was_asked"),
        Member.user_key,
    )
    .join(Member, Member.id == Plan.member_id)
    .where(Plan.look_at <= bindparam("at"))
    .order_by(Plan.look_at, Plan.id)
    .limit(bindparam("most"))
)


def due_plans(at: datetime, *, most: int) -> Sequence[DuePlanRow]:
    """Return plans to look at *at* a moment, the longest waiting first."""
    return fetch_all(DuePlanRow, _DUE, {"at": at, "most": most})
