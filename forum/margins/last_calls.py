"""Tells whoever follows a page, three days before, that comments on it close.

Work outside a request: each page is committed by itself, so that a process that dies tells nobody
twice.
"""

from __future__ import annotations

import logging
from itertools import takewhile
from typing import TYPE_CHECKING

from ..core.database.base import now
from ..core.database.faults import log_failure
from ..core.database.session import commit, session
from ..core.database.sqlite import going_to_write
from ..core.state import state
from .actions.last_days import end, tell
from .queries.last_days import due, over

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from threading import Event

    from .rows import DueRow

_log = logging.getLogger(__name__)
MOST = 50
"""Pages a round."""


def tell_due(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Tell of last days that are near *at* a moment, by default now, and note those that are over.

    Returns of how many pages.

    The session must have no open transaction.
    """
    if state().config.leaves_out("margins"):
        return 0
    at = at or now()
    session().rollback()
    found = [(tell, page) for page in due(at, most=MOST)]
    found += [(end, page) for page in over(at.date(), most=MOST)]
    session().rollback()
    left = takewhile(lambda _: not (stop and stop.is_set()), found)
    return sum(_do(act, page, at) for act, page in left)


def _do(act: Callable[[DueRow, datetime], bool], page: DueRow, at: datetime) -> bool:
    """Do something about the last day of a page; a failure is logged and delays no other page."""
    try:
        with going_to_write():
            told = act(page, at)
            commit()
    except Exception as fault:
        log_failure(_log, fault, "nobody was told of the last day of page %d", page.artefact_id)
        session().rollback()
        return False
    return told
