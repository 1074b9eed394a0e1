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
from .actions.last_days import tell
from .queries.last_days import due

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event

    from .rows import DueRow

_log = logging.getLogger(__name__)
MOST = 50
"""Pages a round."""


def tell_due(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Tell of last days that are near *at* a moment, by default now; return of how many pages.

    The session must have no open transaction.
    """
    if state().config.leaves_out("margins"):
        return 0
    at = at or now()
    session().rollback()
    found = due(at, most=MOST)
    session().rollback()
    return sum(_tell(page, at) for page in takewhile(lambda _: not (stop and stop.is_set()), found))


def _tell(page: DueRow, at: datetime) -> bool:
    """Tell of one page; a failure is logged and delays no other page."""
    try:
        with going_to_write():
            told = tell(page, at)
            commit()
    except Exception as fault:
        log_failure(_log, fault, "nobody was told of the last day of page %d", page.artefact_id)
        session().rollback()
        return False
    return told
