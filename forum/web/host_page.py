"""What a host may print on its own pages: ``{{ forum.unread() }}``."""

from __future__ import annotations

import logging

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from ..database.session import session
from ..state import state

_log = logging.getLogger(__name__)


class HostPage:
    """The name ``forum`` in the host's templates. It reads, and flushes nothing of the host's."""

    def unread(self) -> int:
        """Return how many things wait for whoever is looking; 0 for a guest or without tables."""
        if not _set_up():
            return 0
        try:
            with session().no_autoflush:
                return state().unread()
        except SQLAlchemyError:
            _log.exception("forum.unread() could not read")
            return 0


def _set_up() -> bool:
    """Whether our tables are there: asked on a connection of its own until they are."""
    kept = state().kept
    if not kept.get("set_up"):
        engine = state().db.engine
        kept["set_up"] = inspect(engine).has_table("forum_notice")
        if not kept["set_up"] and not kept.get("set_up_told"):
            kept["set_up_told"] = True
            _log.warning("the forum has no tables yet: run flask forum upgrade")
    return bool(kept["set_up"])
