"""Says in the log what to run where the tables are not those of this version."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..database import migrate
from ..database.faults import is_ours
from ..state import state

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

_log = logging.getLogger(__name__)
_TODO: dict[migrate.Standing, str] = {
    "missing": "the forum's tables are missing: run flask forum upgrade",
    "older": "the forum's tables are older: run flask forum upgrade",
    "newer": "the forum's tables are from a newer version: install that version, then restart",
    "right": "the forum's tables lack something: run flask forum upgrade, then restart",
}


def state_of_tables(error: DBAPIError) -> migrate.Standing | None:
    """Return how the tables stand after *error*, which missed one, and log what to do.

    None if it is a table of the host's that is missing.
    """
    tables = _standing()
    if tables == "right" and not is_ours(error):
        return None
    missed = str(error.orig).partition("\n")[0]
    _log.error("%s (%s)", _TODO[tables], missed)
    return tables


def _standing() -> migrate.Standing:
    """Return the state of the tables; "right" if the database is too busy to say."""
    try:
        return migrate.standing(state().db.engine)
    except Exception:
        return "right"
