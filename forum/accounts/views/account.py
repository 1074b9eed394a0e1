"""Creating an account, and changing its password."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import redirect, request
from werkzeug.exceptions import NotFound

from ...core.database.session import commit
from ...core.errors import SignInFirst
from ...core.state import state
from ...core.web.args import arg
from ...core.web.forms import Form
from ...core.web.i18n import t, tn
from ...core.web.render import render_page
from ...core.web.urls import own_path, url
from ...spaces.current import current_viewer
from .. import actions, addresses, login_session, queries
from ..presenters import NAME, PasswordPage, SignUpPage
from . import bp
from .session import check_password, onward, pause_words, retry_later, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


SIGN_UP_WINDOW = timedelta(hours=1)
"""How long accounts that are created from one address are counted together."""


@bp.get("/sign-up")
def sign_up_form() -> ResponseReturnValue:
    """The form for creating an account; 404 if the site does not allow it."""
    form = Form(next=arg("next"))
    _check_sign_up_allowed()
    return _sign_up_page(form) if current_viewer().guest else onward(form)


@bp.post("/sign-up")
def sign_up() -> ResponseReturnValue:
    """Create an account and sign in with it."""
    _check_sign_up_allowed()
    form = Form(request.form)
    name = form.line("name", longest=NAME, missing=t("Enter your name"))
    login = form.line("login", longest=NAME, missing=t("Enter a sign-in name"))
    organisation = form.line("organisation", longest=NAME)
    if " " in login:
        form.faults["login"] = t("Enter a sign-in name without spaces")
    check_new_password(form, "password")
    if form.faults:
        return _sign_up_page(form)
    try:
        _count_sign_up()
    except addresses.TooManyHere as refused:
        form.faults["login"] = tn(
            "Too many accounts have been created from your network. Try again in %(n)d minute.",
            "Too many accounts have been created from your network. Try again in %(n)d minutes.",
            refused.minutes,
        )
        return retry_later(_sign_up_page(form, status=429), refused.seconds)
    try:
        account = actions.create_account(
            login=login,
            name=name,
            organisation=organisation,
            hashed=actions.hash_password(form["password"]),
        )
    except actions.Taken:
        form.faults["login"] = t("This sign-in name is already taken. Enter another one")
        return _sign_up_page(form)
    return signed_in(account, onward(form))


def _count_sign_up() -> None:
    """Count that an account is about to be created, even if its name turns out to be taken."""
    most, address = state().config.sign_up_limit, addresses.address_of(request)
    addresses.counted_here().count("sign-up", address, most=most, window=SIGN_UP_WINDOW)


def _check_sign_up_allowed() -> None:
    if not state().config.sign_up:
        raise NotFound


def _sign_up_page(form: Form, status: int = 200) -> ResponseReturnValue:
    page = SignUpPage(
        title=t("Create an account"),
        form=form,
        wanted=own_path(form["next"]) or "",
        shortest=actions.SHORTEST,
    )
    return render_page(page, status=status)


@bp.get("/password")
def password_form() -> ResponseReturnValue:
    """The form for changing the password."""
    if current_viewer().guest:
        raise SignInFirst
    return _password_page(Form())


@bp.post("/password")
def password() -> ResponseReturnValue:
    """Change the password, which ends every other session."""
    account, form = login_session.current_account(), Form(request.form)
    if account is None:
        raise SignInFirst
    current_viewer()  # looked up for the page of a refused form
    check_new_password(form, "new_password")
    if form.faults:
        return _password_page(form)
    try:
        known = check_password(form, account.login, known=f"session {account.session_key}")
    except actions.Paused:
        form.faults["password"] = pause_words()
        return retry_later(_password_page(form, status=429))
    if known is None:
        form.faults["password"] = t("This is not your current password")
        return _password_page(form)
    id, stay = known.id, login_session.outlives_browser()
    commit()
    actions.change_password(id, hashed=actions.hash_password(form["new_password"]))
    page = redirect(url("front.index", said="password"), 303)
    changed = queries.account(id)
    return page if changed is None else signed_in(changed, page, stay=stay)


def _password_page(form: Form, status: int = 200) -> ResponseReturnValue:
    page = PasswordPage(title=t("Change your password"), form=form, shortest=actions.SHORTEST)
    return render_page(page, status=status)


def check_new_password(form: Form, field: str) -> None:
    """Note what is wrong with a new password: its length, or that the two fields differ."""
    length = len(form[field])
    if length < actions.SHORTEST:
        form.faults[field] = t("Use at least %(n)d characters", n=actions.SHORTEST)
    elif length > actions.LONGEST:
        form.faults[field] = tn(
            "Use at most %(n)d character", "Use at most %(n)d characters", actions.LONGEST
        )
    elif form["again"] != form[field]:
        form.faults["again"] = t("The passwords do not match")
