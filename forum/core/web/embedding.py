"""Reads on a page of the host: it flushes nothing, spoils nothing, never takes the page down."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from flask import after_this_request, current_app, has_request_context
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError, StatementError

from ..database.session import protect_transaction, session
from ..state import request_state, state

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

_log = logging.getLogger(__name__)
T = TypeVar("T")


def safely(name: str, read: Callable[[], T], *, otherwise: T) -> T:
    """Return what *read* returns, for what the host prints with *name*.

    *otherwise* is returned outside a request, where our tables are not there, and where something
    fails, which is logged. What is no fault of the database's is raised where the app is tested or
    debugged, so that who writes the page sees it.
    """
    if not has_request_context():
        return otherwise
    try:
        if not _set_up():
            return otherwise
        with session().no_autoflush, protect_transaction():
            return read()
    except Exception as error:
        if isinstance(error, StatementError):
            error.hide_parameters = True  # they hold what people wrote
        if (current_app.testing or current_app.debug) and not isinstance(error, SQLAlchemyError):
            raise
        _log.exception("%s printed nothing", name)
        return otherwise


def seen_by_one(name: str, read: Callable[[], T], *, otherwise: T) -> T:
    """Return what ``safely`` returns; the page is kept out of caches that several people share."""

    def read_for_one() -> T:
        _keep_private()
        return read()

    return safely(name, read_for_one, otherwise=otherwise)


def tell_once(words: str, *values: object) -> None:
    """Log for the host what it should change, once a process."""
    logged = state().memory.warnings
    if (words, values) not in logged:
        logged.add((words, values))
        _log.warning(words, *values)


def _keep_private() -> None:
    """Keep a page that shows what one person may see out of every shared cache."""
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


def _set_up() -> bool:
    """Whether our tables are there: asked on a connection of its own until they are."""
    memory = state().memory
    if not memory.tables_found:
        memory.tables_found = inspect(state().db.engine).has_table("forum_notice")
        if not memory.tables_found:
            tell_once("the forum has no tables yet: run flask forum upgrade")
    return memory.tables_found
