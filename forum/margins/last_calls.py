"""Tells whoever follows a page, three days before, that comments on it close."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from ..core.database.base import now
from ..core.database.one_by_one import one_by_one
from ..core.database.session import session
from ..core.state import state
from .actions.last_days import end, tell
from .queries.last_days import due, over

if TYPE_CHECKING:
    from datetime import datetime
    from threading import Event

_log = logging.getLogger(__name__)
MOST = 50
"""Pages a round."""


def tell_due(at: datetime | None = None, *, stop: Event | None = None) -> int:
    """Tell of last days that are near *at* a moment, by default now, and note those that are over.

    Returns of how many pages. The session must have no open transaction.
    """
    if state().config.leaves_out("margins"):
        return 0
    at = at or now()
    session().rollback()
    found = [(tell, page) for page in due(at, most=MOST)]
    found += [(end, page) for page in over(at.date(), most=MOST)]
    acts = [
        (f"telling of the last day of page {page.artefact_id}", partial(act, page, at))
        for act, page in found
    ]
    session().rollback()
    return one_by_one(acts, log=_log, stop=stop)
