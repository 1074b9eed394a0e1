"""Safe reads on the host's pages: they flush nothing, and an error never breaks the page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from flask import after_this_request, current_app, has_request_context
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from ..database.faults import log_failure
from ..database.session import protect_transaction, session
from ..state import request_state, state

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

_log = logging.getLogger(__name__)
T = TypeVar("T")
MOST_WARNINGS = 1_000
"""How many different warnings a process logs for the host."""


def safely(name: str, read: Callable[[], T], *, otherwise: T) -> T:
    """Return what *read* returns, for the host's template call *name*.

    *otherwise* is returned outside a request, if our tables do not exist, and after an error, which
    is logged. If the app is tested or debugged, errors other than the database's are raised, so
    that the author of the page sees them.
    """
    if not has_request_context():
        return otherwise
    try:
        if not _has_tables():
            return otherwise
        with session().no_autoflush, protect_transaction():
            return read()
    except Exception as error:
        if (current_app.testing or current_app.debug) and not isinstance(error, SQLAlchemyError):
            raise
        log_failure(_log, error, "%s printed nothing", name)
        return otherwise


def safely_for_viewer(name: str, read: Callable[[], T], *, otherwise: T) -> T:
    """Return what ``safely`` returns, and keep the page out of shared caches."""

    def read_privately() -> T:
        keep_private()
        return read()

    return safely(name, read_privately, otherwise=otherwise)


def warn_once(words: str, *values: object) -> None:
    """Log a warning for the host, once in each process."""
    logged = state().memory.warnings
    if (words, values) not in logged and len(logged) < MOST_WARNINGS:
        logged.add((words, values))
        _log.warning(words, *values)


def keep_private() -> None:
    """Keep the page out of shared caches, because it shows what one person may see."""
    known = request_state()
    if known.private:
        return
    known.private = True

    @after_this_request
    def private(response: Response) -> Response:
        response.cache_control.public = False
        response.cache_control.private = True
        response.cache_control.no_cache = True
        response.vary.add("Cookie")
        return response


def _has_tables() -> bool:
    """Whether our tables exist. Looked up on a separate connection until they do."""
    memory = state().memory
    if not memory.tables_found:
        memory.tables_found = inspect(state().db.engine).has_table("forum_notice")
        if not memory.tables_found:
            warn_once("the forum has no tables yet: run flask forum upgrade")
    return memory.tables_found
