"""What is answered when something was not done: nothing anybody typed is lost."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import current_app, g, request
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, StatementError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge

from ..database import migrate
from ..database.faults import takes_nothing
from ..database.session import session
from ..errors import Refused, SignInFirst
from ..state import state
from .args import SAFE
from .forms import NEVER_SHOWN, Form, new_key, token_name
from .guard import from_home
from .i18n import t
from .render import render, render_alone
from .submission import TEXT_FIELDS

if TYPE_CHECKING:
    from flask import Blueprint
    from flask.typing import ResponseReturnValue

_log = logging.getLogger(__name__)


def register(blueprint: Blueprint) -> None:
    """Let *blueprint* answer what its rooms refuse."""
    blueprint.register_error_handler(Refused, refused)
    blueprint.register_error_handler(HTTPException, http)
    blueprint.register_error_handler(DBAPIError, database)
    blueprint.register_error_handler(Exception, failed)


def refused(error: Refused) -> ResponseReturnValue:
    """Answer what a room refused, with the text that was sent."""
    if error.status == 401 and request.method in SAFE:
        return _signed_in_first()
    _look()
    return again(error.status, error.words or _words(error.status))


def http(error: HTTPException) -> ResponseReturnValue:
    """Answer an HTTP error of the framework or of the host's protection.

    Somebody who is not signed in cannot tell what is withheld from what is not there.
    """
    code = error.code or 500
    if isinstance(error, NotFound) and request.method in SAFE and _guest():
        return _signed_in_first()
    if error.response is not None or code < 400:
        return error
    _look()
    if isinstance(error, RequestEntityTooLarge):
        return render(
            "web/again.html",
            title=_title(413),
            status=413,
            words=_words(413),
            kind=413,
            fields=[],
            ours=True,
        )
    if code == 400 and request.method == "POST" and _guest() and _of_a_room():
        code = 401  # with the session the token of the host's protection was lost
    return again(code, _words(code))


def database(error: DBAPIError) -> ResponseReturnValue:
    """Answer a database that is busy, read-only, full or not set up: 503, with the text.

    Tables of another version are told from a database that is busy only here, once it refused.
    """
    if isinstance(error, (OperationalError, ProgrammingError)):
        tables = _tables()
        if tables != "right":
            return _not_set_up(tables)
    if takes_nothing(error):
        _log.warning("the database takes nothing in: %s", type(error.orig).__name__)
        words = t("Everything can be read. Your text is below: copy it, or send it later.")
        return again(503, words, title=t("Nothing can be saved at present"))
    if isinstance(error, OperationalError):
        _log.warning("the database refused: %s", type(error.orig).__name__)
        return again(503, _words(503))
    return failed(error)


def failed(error: Exception) -> ResponseReturnValue:
    """Answer a mistake of ours: a number to quote, never a trace."""
    if current_app.testing or current_app.debug:
        raise error
    number = uuid4().hex[:8]
    if isinstance(error, StatementError):
        error.hide_parameters = True  # they hold what people wrote
    _log.exception("error %s", number)
    return again(
        500, t("Something went wrong on our side. If you ask about it, say number %(n)s.", n=number)
    )


def again(status: int, words: str, *, title: str = "") -> ResponseReturnValue:
    """Return the page that says what was not done, with what was typed in a form to send again.

    The form keeps its key, so that what was saved after all is not saved twice; 409 says that the
    key is used up. What was sent from elsewhere is shown, but not made ours: no form, no key.
    """
    g.forum_unread = 0  # the database may be what failed: ask it nothing more
    try:
        sent = request.form
    except RequestEntityTooLarge as error:  # a refusal that came before anybody read it
        return http(error)
    ours = from_home(request, state().config.origins)
    left_out = {*NEVER_SHOWN, token_name()}
    fields = [
        (name, value)
        for name, values in sent.lists()
        if name not in left_out and (ours or name in TEXT_FIELDS)
        for value in values
    ]
    parts = {
        "words": words,
        "kind": status,
        "ours": ours,
        "key": new_key() if status == 409 else Form(sent).key,
        "fields": fields if request.method == "POST" else [],
    }
    title = title or _title(status)
    try:
        return render("web/again.html", title=title, status=status, **parts)
    except Exception:
        if not parts["fields"] or current_app.testing or current_app.debug:
            raise
        _log.exception("the host's layout could not be printed around a text that was refused")
        session().rollback()
    return render_alone("web/again.html", title=title, status=status, **parts)


def _title(status: int) -> str:
    return {
        400: t("That could not be read"),
        401: t("Sign in to send this"),
        403: t("That was not done"),
        404: t("Nothing here"),
        405: t("That was not done"),
        409: t("This has changed meanwhile"),
        413: t("Too much to send"),
        422: t("Something to mend first"),
        429: t("A little slower"),
        503: t("Busy right now"),
    }.get(status, t("Something went wrong"))


def _words(status: int) -> str:
    return {
        400: t("The form came incomplete. Your text is below; send it once more."),
        401: t("You are not signed in any more. Your text is below: sign in, then send it."),
        403: t("You may read this, but not do that here."),
        404: t("There is no such page, or it is not for you to see."),
        405: t("That address does not take this."),
        409: t("Somebody was quicker, or this was sent before. Your text is below."),
        413: t("What was sent is larger than this site takes. Go back: your text is still there."),
        422: t("Something in the form cannot be taken. Your text is below."),
        429: t("That was a lot in a short time. Wait a little; your text is below."),
        503: t("The forum is busy. Nothing was lost: wait a moment and send it once more."),
    }.get(status, t("Something went wrong. Your text is below."))


def _look() -> None:
    """Find out who is looking, where a request was refused before anybody asked; never fail."""
    if "forum_viewer" in g:
        return
    try:
        state().look()
    except Exception:
        _log.exception("who is looking could not be found out")
        session().rollback()


def _guest() -> bool:
    viewer = g.get("forum_viewer")
    return viewer is None or viewer.guest


def _of_a_room() -> bool:
    """Whether the address is one of the forum's, whose forms only members send."""
    return (request.endpoint or "").startswith(f"{state().config.name}.")


def _signed_in_first() -> ResponseReturnValue:
    """Return the host's answer; where it has none, or one that is an error, that is said."""
    try:
        answer: ResponseReturnValue = state().sign_in()
    except SignInFirst:
        return again(401, t("Only who is signed in may read this."))
    except HTTPException as error:
        return error
    except Exception:
        _log.exception("the host's login function failed")
        return again(401, t("Only who is signed in may read this."))
    return answer


def _tables() -> migrate.Standing:
    """Return how the tables stand; a database that does not say so is busy, and they are right."""
    try:
        session().rollback()
        return migrate.standing(state().db.engine)
    except Exception:
        return "right"


def _not_set_up(tables: migrate.Standing) -> ResponseReturnValue:
    """Say what to do. Where there are tables somebody may have typed something: it is kept."""
    if tables == "newer":
        _log.warning("the forum's tables are newer than this version: install the one they are of")
        words = t("The tables of this forum are of a newer version: install that one, and restart.")
    else:
        _log.warning("the forum's tables are %s: run flask forum upgrade", tables)
        words = t("This forum is not set up yet: run “flask forum upgrade” first.")
    if tables == "missing":
        return words, 503, {"Content-Type": "text/plain; charset=utf-8"}
    return again(503, words, title=t("Not set up yet"))
