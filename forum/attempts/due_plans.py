"""Asks who planned to try something how it went, on the morning after the day they named.

Work outside a request: each plan is committed by itself, so that a process that dies asks neither
twice nor never. What is not answered ends here as well.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from flask import current_app

from ..core.database.base import now
from ..core.database.faults import log_failure
from ..core.database.session import commit, session
from ..core.database.sqlite import going_to_write
from ..core.state import request_state, state
from ..core.web.times import morning_after
from ..members import host
from .actions import plans
from .queries.plans import due_plans

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event

    from .rows import DuePlanRow

_log = logging.getLogger(__name__)
MOST = 50
"""Plans a round, so that indexing and mail, which take turns with it, do not wait for long."""
CLOSED_AFTER = timedelta(days=30)
"""A plan whose owner could not be asked for so long after its day is closed quietly."""
AGAIN = timedelta(hours=6)
"""How often it is asked where somebody is, or whether they are back."""
RETRY = timedelta(minutes=10)
"""How long to wait after something failed, often a function of the host."""


def ask_due(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Ask about plans that are due *at* a moment, by default now; return how many were looked at.

    They are due no more, whether or not their owner was asked.

    The session must have no open transaction.
    """
    if state().config.leaves_out("plans"):
        return 0
    at = at or now()
    session().rollback()
    found = due_plans(at, most=MOST)
    session().rollback()
    for plan in takewhile(lambda _: stop is None or not stop.is_set(), found):
        _ask(plan, at)
    return len(found)


def _ask(plan: DuePlanRow, at: datetime) -> None:
    """Ask about one plan, or look again later; a failure is logged and delays no other plan."""
    with current_app.app_context():
        try:
            due = _due(plan, at)
            with going_to_write():
                if due is None:
                    plans.close(plan.id, plan.day)
                elif due > at:
                    plans.look_again(plan.id, plan.day, until=min(due, at + AGAIN))
                else:
                    plans.ask(plan.id, plan.day, at)
                commit()
        except Exception as fault:
            log_failure(_log, fault, "plan %d could not be asked about", plan.id)
            session().rollback()
            with going_to_write():
                plans.look_again(plan.id, plan.day, until=at + RETRY)
                commit()


def _due(plan: DuePlanRow, at: datetime) -> datetime | None:
    """Return when to ask: on the morning after, by the clock where its owner is now.

    None if they were asked and have not answered, or could not be asked for too long.
    """
    if plan.was_asked or plan.day < (at - CLOSED_AFTER).date():
        return None
    person = host.active_person(plan.user_key) if plan.user_key else None
    if person is None:
        return at + AGAIN
    request_state().timezone = person.timezone
    return morning_after(plan.day)
