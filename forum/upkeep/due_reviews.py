"""Tells, on its day, that a page of the library is to be looked at again, and indexes it anew.

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
from .actions import tell
from .queries import due

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event

_log = logging.getLogger(__name__)
MOST = 50
"""Pages a round."""


def tell_due(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Tell of pages whose day has come *at* a moment, by default now; return how many there were.

    The session must have no open transaction.
    """
    at = at or now()
    session().rollback()
    found = due(at.date(), most=MOST)
    session().rollback()
    pages = takewhile(lambda _: not (stop and stop.is_set()), found)
    return sum(_tell(page.id, at) for page in pages)


def _tell(artefact_id: int, at: datetime) -> bool:
    """Tell of one page; a failure is logged and delays no other page."""
    try:
        with going_to_write():
            told = tell(artefact_id, at)
            commit()
    except Exception as fault:
        log_failure(_log, fault, "nobody was told to look at page %d again", artefact_id)
        session().rollback()
        return False
    return told
