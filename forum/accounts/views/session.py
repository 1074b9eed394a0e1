"""Checking a password, beginning a session, and what several of these pages answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import make_response, redirect

from ...core.database.session import commit
from ...core.web.i18n import t
from ...core.web.urls import own_path, url
from .. import actions, device_mark, login_session, queries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...core.web.forms import Form
    from ..models import Account


def check_password(form: Form, login: str, *, known: str = "") -> Account | None:
    """Return the account *login* if the field "password" holds its password, else None.

    Hashing is slow, so it happens between two transactions. A failure is counted for *known*, or
    for the name if that is empty. Raises ``actions.Paused``.
    """
    found = actions.begin_attempt(login, known=known)
    commit()
    is_right = actions.check_password(form["password"], found.password if found else None)
    if found is None or not is_right:
        return None
    actions.clear_failures(login, known=known)
    return queries.account(found.id)


def signed_in(
    account: Account, page: ResponseReturnValue, *, stay: bool = False
) -> ResponseReturnValue:
    """Begin a session of *account*, commit, and return *page* with the mark of a known device."""
    actions.end_session(login_session.session_key())  # of whoever was signed in here until now
    login_session.begin_session(account, actions.begin_session(account.id), stay=stay)
    login = account.login
    commit()
    answer = make_response(page)
    device_mark.give(answer, login)
    return answer


def pause_words() -> str:
    minutes = int(actions.PAUSE.total_seconds() // 60)
    return t(
        "Signing in with this name has failed %(times)d times. Try again in %(minutes)d minutes.",
        times=actions.ATTEMPTS,
        minutes=minutes,
    )


def retry_later(
    page: ResponseReturnValue, seconds: int = int(actions.PAUSE.total_seconds())
) -> ResponseReturnValue:
    """Return *page* with the header Retry-After, for programs."""
    answer = make_response(page)
    answer.retry_after = seconds
    return answer


def onward(form: Form) -> ResponseReturnValue:
    return redirect(own_path(form["next"]) or url("front.index", said="signed-in"), 303)
