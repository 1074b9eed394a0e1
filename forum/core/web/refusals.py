"""Answers for requests that were refused or failed. A text that somebody typed is never lost."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import current_app, make_response, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from ..database.faults import is_read_only_or_full, is_unavailable, lacks_tables, log_failure
from ..database.session import note_failure, session
from ..errors import Refused, SignInFirst, TooLate, TooMany
from ..http import SAFE
from ..state import request_state, state
from .forms import NEVER_SHOWN, Form, new_key, token_name
from .guard import from_home
from .i18n import t
from .missing_tables import state_of_tables
from .refusal_page import RefusalPage, message_of, title_of, too_late
from .render import render_page, render_page_alone
from .submission import TEXT_FIELDS

if TYPE_CHECKING:
    from flask import Blueprint
    from flask.typing import ResponseReturnValue

    from ..database import migrate

_log = logging.getLogger(__name__)
HTTP_ERRORS = range(400, 600)
"""The codes of the HTTP errors that are answered here, and not by a handler of the host's."""


def register(blueprint: Blueprint) -> None:
    """Make *blueprint* answer the errors that its rooms raise."""
    blueprint.register_error_handler(Refused, answer_refusal)
    blueprint.register_error_handler(HTTPException, answer_http_error)
    for code in HTTP_ERRORS:  # Flask asks by code first: a handler of the host's would win
        blueprint.error_handler_spec[None][code][HTTPException] = answer_http_error
    blueprint.register_error_handler(SQLAlchemyError, answer_database_error)
    blueprint.register_error_handler(Exception, answer_exception)


def answer_refusal(error: Refused) -> ResponseReturnValue:
    """Answer a request that a room refused, with the text that was sent."""
    if error.status == 401 and request.method in SAFE:
        return _sign_in_first()
    _find_viewer()
    if isinstance(error, TooMany):
        return _ask_to_wait(error)
    if isinstance(error, TooLate):
        _roll_back()  # it may have been found out after something was written
        return refusal_page(error.status, too_late(error.day, sent=request.method not in SAFE))
    return refusal_page(error.status, error.words or message_of(error.status))


def _ask_to_wait(error: TooMany) -> ResponseReturnValue:
    """Return the page for somebody who did something too often. Nobody waits for it meanwhile.

    The transaction was begun to write: it ends before the page is printed, which only reads.
    """
    _roll_back()
    request_state().gave_up = True
    answer = make_response(refusal_page(429, error.words or message_of(429)))
    answer.retry_after = error.seconds
    return answer


def answer_http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer an HTTP error of the framework, or of the host's CSRF protection.

    A guest is also asked to sign in for a page that does not exist, so that they cannot find out
    which pages exist.
    """
    code = error.code or 500
    if isinstance(error, NotFound) and request.method in SAFE and _is_guest():
        return _sign_in_first()
    if error.response is not None or code < 400:
        return error
    _find_viewer()
    if isinstance(error, RequestEntityTooLarge):  # there is no form to read
        page = RefusalPage(title=title_of(413), message=message_of(413), status=413)
        return render_page(page, status=413)
    if code == 400 and request.method == "POST" and _is_guest() and _is_forum_address():
        code = 401  # the token of the host's protection was lost together with the session
    return refusal_page(code, message_of(code))


def answer_database_error(error: SQLAlchemyError) -> ResponseReturnValue:
    """Answer 503 if the database is busy, gone, read-only, full or not upgraded, with the text.

    The version of the tables is only checked here, after a statement has missed one. Apart from
    that, nothing is asked of the database again: the page would wait as long as the statement did.
    """
    request_state().gave_up = True
    _roll_back()
    if isinstance(error, DBAPIError) and lacks_tables(error):
        tables = state_of_tables(error)
        return _not_upgraded(tables) if tables else answer_exception(error)
    name = type(getattr(error, "orig", error)).__name__
    if is_read_only_or_full(error):
        note_failure(error)
        _log.warning("the database is read-only or full: %s", name)
        message = t("You can still read everything. Copy your text below, or send it later.")
        return refusal_page(503, message, title=t("Nothing can be saved at the moment"))
    if is_unavailable(error):
        _log.warning("the database refused a statement: %s", name)
        return refusal_page(503, message_of(503))
    return answer_exception(error)


def answer_exception(error: Exception) -> ResponseReturnValue:
    """Answer an error in the forum with a number to quote; the traceback is only logged."""
    if current_app.testing or current_app.debug:
        raise error
    number = uuid4().hex[:8]
    log_failure(_log, error, "error %s", number)
    message = t(
        "Something went wrong on our side. If you report it, give the number %(n)s.", n=number
    )
    return refusal_page(500, message)


def refusal_page(status: int, message: str, *, title: str = "") -> ResponseReturnValue:
    """Return the page that says what was not done, with the text in a form to send it again.

    The form keeps its key, so that a text that was saved after all is not saved twice; with 409 the
    key has been used, and a new one is made. A form from another site is shown, but cannot be sent.
    """
    request_state().unread = 0  # the database may be what failed: do not ask it for more
    try:
        sent = request.form
    except RequestEntityTooLarge as error:  # the request was refused before its form was read
        return answer_http_error(error)
    ours = from_home(request, state().config.origins)
    key = Form(sent).key
    page = RefusalPage(
        title=title or title_of(status),
        message=message,
        status=status,
        ours=ours,
        form_key=new_key() if status == 409 else key,
        former_key=key[:8] if status == 409 else "",
        fields=_fields(ours) if request.method == "POST" else (),
    )
    try:
        return render_page(page, status=status)
    except Exception:
        if current_app.testing or current_app.debug:
            raise
        _log.exception("the host's layout failed on a page that refuses something")
        session().rollback()
    return render_page_alone(page, status=status)


def _fields(ours: bool) -> list[tuple[str, str]]:
    """Return the fields of the form that was sent; from another site only the texts in it."""
    left_out = {*NEVER_SHOWN, token_name()}
    return [
        (name, value)
        for name, values in request.form.lists()
        if name not in left_out and (ours or name in TEXT_FIELDS)
        for value in values
    ]


def _find_viewer() -> None:
    """Find the viewer, if the request was refused before a view needed one. Never fails."""
    if request_state().viewer is not None:
        return
    try:
        state().find_viewer()
    except Exception:
        _log.exception("could not find the viewer")
        session().rollback()


def _is_guest() -> bool:
    viewer = request_state().viewer
    return viewer is None or viewer.guest


def _is_forum_address() -> bool:
    """Whether the address is one of the forum's, whose forms only members send."""
    return (request.endpoint or "").startswith(f"{state().config.name}.")


def _sign_in_first() -> ResponseReturnValue:
    """Return the host's answer, or a page of ours if it has none or its function fails."""
    message = t("Only signed-in members can read this.")
    try:
        answer: ResponseReturnValue = state().sign_in()
    except SignInFirst:
        return refusal_page(401, message)
    except HTTPException as error:
        return error
    except Exception:
        _log.exception("the host's login function failed")
        return refusal_page(401, message)
    return answer


def _roll_back() -> None:
    """End the failed transaction, in which nothing could be read any more. Never fails."""
    try:
        session().rollback()
    except Exception as fault:
        _log.warning("a transaction could not be rolled back: %s", type(fault).__name__)


def _not_upgraded(tables: migrate.Standing) -> ResponseReturnValue:
    """Tell people to wait, with the text that was sent.

    Where there are no tables yet, whoever looks is whoever sets the forum up: they are told how.
    """
    if tables == "missing":
        message = t("This forum is not set up yet: run “flask forum upgrade” first.")
        return message, 503, {"Content-Type": "text/plain; charset=utf-8"}
    message = t("Nothing is lost: wait a few minutes, then try again.")
    return refusal_page(503, message, title=t("The forum is being updated"))
