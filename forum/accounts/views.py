"""Pages for making an account, signing in and out, and changing the password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, request
from werkzeug.exceptions import NotFound

from ..core.database.session import commit
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.web import guard, refusals
from ..core.web.args import arg
from ..core.web.forms import Form
from ..core.web.i18n import t, tn
from ..core.web.render import form_page
from ..core.web.urls import own_path, url
from ..spaces.current import current_viewer
from . import actions, login_session, queries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from .models import Account

bp = Blueprint("accounts", __name__)
bp.before_request(guard.refuse_cross_site)
refusals.register(bp)
NAME = 80
"""The longest name, of any kind, in characters."""


@bp.get("/sign-in")
def sign_in_form() -> ResponseReturnValue:
    """The form for signing in; who is signed in goes on to where they wanted to."""
    form = Form(next=arg("next"))
    return _sign_in_page(form) if current_viewer().guest else _onward(form)


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Sign in. How often that failed is counted per name; no address is kept."""
    form = Form(request.form)
    login = form.line("login", longest=NAME, missing=t("Write the name you sign in with"))
    if not form["password"]:
        form.faults["password"] = t("Write your password")
    if form.faults:
        return _sign_in_page(form)
    try:
        account = _known(form, login, "password")
    except actions.Paused:
        form.faults["login"] = _paused()
        return _later(_sign_in_page(form, status=429))
    if account is None:
        form.faults["password"] = t("This name and this password do not belong together")
        return _sign_in_page(form)
    login_session.enter(account, stay=bool(form["stay"]))
    commit()
    return _onward(form)


def _known(form: Form, login: str, field: str) -> Account | None:
    """Return the account *login* if the password in *field* is its own, else None.

    The hash is looked at between two transactions, so that nobody waits for it.
    """
    taken = actions.take_attempt(login)
    commit()
    if not actions.fits(form[field], taken.password if taken else None) or taken is None:
        return None
    actions.signed_in(login)
    return queries.account(taken.id)


def _paused() -> str:
    minutes = int(actions.PAUSE.total_seconds() // 60)
    return t(
        "That was wrong %(times)d times. Signing in with this name pauses for %(minutes)d minutes.",
        times=actions.ATTEMPTS,
        minutes=minutes,
    )


def _later(page: ResponseReturnValue) -> ResponseReturnValue:
    """Say to programs as well when the pause is over, at the latest."""
    answer = make_response(page)
    answer.retry_after = int(actions.PAUSE.total_seconds())
    return answer


def _sign_in_page(form: Form, status: int = 200) -> ResponseReturnValue:
    return form_page(
        "accounts/sign_in.html",
        title=t("Sign in"),
        status=status,
        form=form,
        wanted=own_path(form["next"]) or "",
    )


def _onward(form: Form) -> ResponseReturnValue:
    return redirect(own_path(form["next"]) or url("front.index", said="signed-in"), 303)


@bp.get("/sign-up")
def sign_up_form() -> ResponseReturnValue:
    """The form for making oneself an account, where the site allows that."""
    form = Form(next=arg("next"))
    _allowed()
    return _sign_up_page(form) if current_viewer().guest else _onward(form)


@bp.post("/sign-up")
def sign_up() -> ResponseReturnValue:
    """Make an account and sign in with it."""
    _allowed()
    form = Form(request.form)
    name = form.line("name", longest=NAME, missing=t("Write the name others will see"))
    login = form.line("login", longest=NAME, missing=t("Write a name to sign in with"))
    organisation = form.line("organisation", longest=NAME)
    if " " in login:
        form.faults["login"] = t("Leave out the spaces")
    _new_password(form, "password")
    if form.faults:
        return _sign_up_page(form)
    try:
        account = actions.make(
            login=login,
            name=name,
            organisation=organisation,
            hashed=actions.hashed(form["password"]),
        )
    except actions.Taken:
        form.faults["login"] = t("Somebody signs in with this name already: choose another")
        return _sign_up_page(form)
    login_session.enter(account)
    commit()
    return _onward(form)


def _allowed() -> None:
    if not state().config.sign_up:
        raise NotFound


def _new_password(form: Form, field: str) -> None:
    """Note what is wrong with a new password: its length, or that it was typed differently."""
    length = len(form[field])
    if length < actions.SHORTEST:
        form.faults[field] = t("Use at least %(n)d characters", n=actions.SHORTEST)
    elif length > actions.LONGEST:
        form.faults[field] = tn(
            "Use at most %(n)d character", "Use at most %(n)d characters", actions.LONGEST
        )
    elif form["again"] != form[field]:
        form.faults["again"] = t("This is not the same as above")


def _sign_up_page(form: Form) -> ResponseReturnValue:
    return form_page(
        "accounts/sign_up.html",
        title=t("Make an account"),
        form=form,
        wanted=own_path(form["next"]) or "",
        shortest=actions.SHORTEST,
    )


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    login_session.leave()
    return redirect(url("front.index", said="signed-out"), 303)


@bp.get("/password")
def password_form() -> ResponseReturnValue:
    """The form for another password."""
    if current_viewer().guest:
        raise SignInFirst
    return _password_page(Form())


@bp.post("/password")
def password() -> ResponseReturnValue:
    """Change the password, which ends every other session."""
    account, form = login_session.account(), Form(request.form)
    if account is None:
        raise SignInFirst
    current_viewer()
    _new_password(form, "new_password")
    if form.faults:
        return _password_page(form)
    try:
        known = _known(form, account.login, "password")
    except actions.Paused:
        form.faults["password"] = _paused()
        return _later(_password_page(form, status=429))
    if known is None:
        form.faults["password"] = t("This is not your password")
        return _password_page(form)
    id = known.id
    commit()
    actions.change(id, hashed=actions.hashed(form["new_password"]))
    if (changed := queries.account(id)) is not None:
        login_session.enter(changed, stay=login_session.stays())
    commit()
    return redirect(url("front.index", said="password"), 303)


def _password_page(form: Form, status: int = 200) -> ResponseReturnValue:
    return form_page(
        "accounts/password.html",
        title=t("Change your password"),
        status=status,
        form=form,
        shortest=actions.SHORTEST,
    )
