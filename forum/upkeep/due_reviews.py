"""Tells, on its day, that a page of the library is to be looked at again, and indexes it anew."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from ..core.database.base import now
from ..core.database.one_by_one import one_by_one
from ..core.database.session import session
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
    acts = [
        (f"telling to look at page {page.id} again", partial(tell, page.id, at)) for page in found
    ]
    return one_by_one(acts, log=_log, stop=stop)
