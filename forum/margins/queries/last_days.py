"""The last days for comments on pages: which are near, and that of one page."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Date, Integer, and_, bindparam, func, literal_column, or_, select

from ...artefacts.models import Artefact, ArtefactRevision
from ...artefacts.policy import is_shown
from ...core.database.session import fetch_all, fetch_one
from ..models import LastDay
from ..rows import DetailsRow, DueRow, NumberRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement

TOLD_BEFORE = timedelta(days=3)
"""How long before the last day for comments the followers of a page are told."""


def is_near() -> ColumnElement[bool]:
    """Return the condition that a last day is near, and that nobody was told of it.

    Its binds are ``near_binds()``. The statement is about last days.
    """
    return and_(
        LastDay.day >= bindparam("on", type_=Date),
        LastDay.day <= bindparam("until", type_=Date),
        or_(LastDay.told_day.is_(None), LastDay.told_day != LastDay.day),
    )


def near_binds(at: datetime) -> dict[str, date]:
    """Return the binds of ``is_near`` *at* a moment: days are those of UTC."""
    on = at.astimezone(UTC).date()
    return {"on": on, "until": on + TOLD_BEFORE}


_DUE = (
    select(LastDay.artefact_id, LastDay.day)
    .join(Artefact, Artefact.id == LastDay.artefact_id)
    .where(is_near(), Artefact.state == literal_column("'comment'"), is_shown())
    .order_by(LastDay.day, LastDay.artefact_id)
    .limit(bindparam("most", type_=Integer))
)


def due(at: datetime, *, most: int) -> Sequence[DueRow]:
    """Return the pages whose followers are to be told *at* a moment, *most* at most."""
    return fetch_all(DueRow, _DUE, {"most": most, **near_binds(at)})


def is_over() -> ColumnElement[bool]:
    """Return the condition that a last day is over, and that this was not noted.

    Its bind is ``on``, today in UTC. Then ``told_day`` is the day after it.
    """
    unnoted = or_(LastDay.told_day.is_(None), LastDay.told_day <= LastDay.day)
    return and_(LastDay.day < bindparam("on", type_=Date), unnoted)


_OVER = (
    select(LastDay.artefact_id, LastDay.day)
    .where(is_over())
    .order_by(LastDay.day, LastDay.artefact_id)
    .limit(bindparam("most", type_=Integer))
)


def over(on: date, *, most: int) -> Sequence[DueRow]:
    """Return the pages whose last day is over since it was last asked, *most* at most."""
    return fetch_all(DueRow, _OVER, {"on": on, "most": most})


_LAST_DAY = select(LastDay.artefact_id, LastDay.day).where(
    LastDay.artefact_id == bindparam("artefact_id")
)


def last_day_of(artefact_id: int) -> date | None:
    """Return the last day for comments on a page, which may have passed; None without one."""
    row = fetch_one(DueRow, _LAST_DAY, {"artefact_id": artefact_id})
    return row.day if row else None


_NEWEST = select(func.max(ArtefactRevision.number).label("number")).where(
    ArtefactRevision.artefact_id == bindparam("artefact_id"),
    ArtefactRevision.at < bindparam("moment", type_=ArtefactRevision.__table__.c.at.type),
)


def revision_on(artefact_id: int, day: date) -> int | None:
    """Return the number of the revision that was the newest when *day* ended; None if none was."""
    ends = datetime.combine(day + timedelta(days=1), time(), UTC)
    row = fetch_one(NumberRow, _NEWEST, {"artefact_id": artefact_id, "moment": ends})
    return row.number if row else None


_DETAILS = select(Artefact.details)
_OF_THREAD = _DETAILS.where(Artefact.thread_id == bindparam("thread_id"))
_OF_PAGE = _DETAILS.where(Artefact.id == bindparam("artefact_id"))


def details_in(thread_id: int) -> str:
    """Return what is said of the page whose thread it is, as it is stored; "" without one."""
    row = fetch_one(DetailsRow, _OF_THREAD, {"thread_id": thread_id})
    return row.details if row else ""


def details_of(artefact_id: int) -> str:
    """Return what is said of a page, as it is stored."""
    row = fetch_one(DetailsRow, _OF_PAGE, {"artefact_id": artefact_id})
    return row.details if row else ""
