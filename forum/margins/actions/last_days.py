"""Tells those who follow a page, once, that comments on it close soon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from ...core import events
from ...core.database.outbox import record_changes
from ...core.database.session import change, session
from ..models import LastDay
from ..queries.last_days import is_near, is_over, near_binds

if TYPE_CHECKING:
    from datetime import datetime

    from ..rows import DueRow

_CLAIM = (
    update(LastDay)
    .where(LastDay.artefact_id == bindparam("of"), LastDay.day == bindparam("chosen"), is_near())
    .values(told_day=LastDay.day)
    .returning(LastDay.artefact_id)
)


_END = (
    update(LastDay)
    .where(LastDay.artefact_id == bindparam("of"), LastDay.day == bindparam("chosen"), is_over())
    .values(told_day=bindparam("next"))
    .returning(LastDay.artefact_id)
)


def end(page: DueRow, at: datetime) -> bool:
    """Note that the last day of a page is over: a search does not find it among the open ones."""
    values = {"of": page.artefact_id, "chosen": page.day, "on": at.date()}
    if change(_END, {**values, "next": page.day + timedelta(days=1)}).first() is None:
        return False
    record_changes(session(), kind="artefact", ids=[page.artefact_id])
    return True


def tell(page: DueRow, at: datetime) -> bool:
    """Tell of the last day of a page; False if another process does, or the day was changed.

    One statement claims it, and what tells people of it is written in the same transaction.
    """
    values = {"of": page.artefact_id, "chosen": page.day, **near_binds(at)}
    if change(_CLAIM, values).first() is None:
        return False
    events.comments_close_soon.send(None, page=page.artefact_id, at=at)
    return True
