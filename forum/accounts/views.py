"""Pages for creating an account, signing in and out, and changing the password."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.exceptions import NotFound

from ..core.database.session import commit
from ..core.errors import SignInFirst
from ..core.state import state
from ..core.web import body, guard, refusals
from ..core.web.args import arg
from ..core.web.flash_code import sign
from ..core.web.forms import Form
from ..core.web.i18n import t, tn
from ..core.web.render import render_page
from ..core.web.urls import own_path, url
from ..spaces.current import current_viewer
from . import actions, addresses, device_mark, login_session, queries
from .presenters import PasswordPage, SignInPage, SignUpPage

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from .models import Account

bp = Blueprint("accounts", __name__)
bp.url_value_preprocessor(body.limit_body)
bp.before_request(body.refuse_large)
bp.before_request(guard.refuse_cross_site)
bp.after_request(guard.limit_framing)
refusals.register(bp)
NAME = 80
"""The longest name, sign-in name or organisation, in characters."""
SIGN_UP_WINDOW = timedelta(hours=1)
"""How long accounts that are created from one address are counted together."""


@bp.get("/sign-in")
def sign_in_form() -> ResponseReturnValue:
    """The form for signing in. If already signed in, go on to the wanted page."""
    form = Form(next=arg("next"))
    return _sign_in_page(form) if current_viewer().guest else _onward(form)


@bp.post("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Sign in. Failures are counted for the name, or for the device if it is known for the name."""
    form = Form(request.form)
    login = form.line("login", longest=NAME, missing=t("Enter your sign-in name"))
    if not form["password"]:
        form.faults["password"] = t("Enter your password")
    if form.faults:
        return _sign_in_page(form)
    try:
        account = _try_to_sign_in(form, login)
    except actions.Paused:
        form.faults["login"] = _pause_words()
        return _retry_later(_sign_in_page(form, status=429))
    except addresses.TooManyHere as refused:
        form.faults["login"] = tn(
            "Signing in from your network has failed too often. Try again in %(n)d minute.",
            "Signing in from your network has failed too often. Try again in %(n)d minutes.",
            refused.minutes,
        )
        return _retry_later(_sign_in_page(form, status=429), refused.seconds)
    if account is None:
        form.faults["password"] = t("The sign-in name or the password is wrong")
        return _sign_in_page(form)
    return _signed_in(account, _onward(form), stay=bool(form["stay"]))


def _try_to_sign_in(form: Form, login: str) -> Account | None:
    """Return the account *login* if the password in *form* is right, else None.

    A failure is counted for this device if it is known for the name, else for the name and for the
    network address. Raises ``actions.Paused`` and ``addresses.TooManyHere``.
    """
    if device := device_mark.device_of(login):
        return _check_password(form, login, known=f"device {device}")
    counted, address = addresses.counted_here(), addresses.address_of(request)
    most = state().config.sign_in_limit
    counted.count("sign-in", address, most=most, window=actions.PAUSE)
    account = _check_password(form, login)
    if account is not None:
        counted.forgive("sign-in", address)
    return account


def _check_password(form: Form, login: str, *, known: str = "") -> Account | None:
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


def _signed_in(
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


def _pause_words() -> str:
    minutes = int(actions.PAUSE.total_seconds() // 60)
    return t(
        "Signing in with this name has failed %(times)d times. Try again in %(minutes)d minutes.",
        times=actions.ATTEMPTS,
        minutes=minutes,
    )


def _retry_later(
    page: ResponseReturnValue, seconds: int = int(actions.PAUSE.total_seconds())
) -> ResponseReturnValue:
    """Return *page* with the header Retry-After, for programs."""
    answer = make_response(page)
    answer.retry_after = seconds
    return answer


def _sign_in_page(form: Form, status: int = 200) -> ResponseReturnValue:
    page = SignInPage(title=t("Sign in"), form=form, wanted=own_path(form["next"]) or "")
    return render_page(page, status=status)


def _onward(form: Form) -> ResponseReturnValue:
    return redirect(own_path(form["next"]) or url("front.index", said="signed-in"), 303)


@bp.get("/sign-up")
def sign_up_form() -> ResponseReturnValue:
    """The form for creating an account; 404 if the site does not allow it."""
    form = Form(next=arg("next"))
    _check_sign_up_allowed()
    return _sign_up_page(form) if current_viewer().guest else _onward(form)


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
    _check_new_password(form, "password")
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
        return _retry_later(_sign_up_page(form, status=429), refused.seconds)
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
    return _signed_in(account, _onward(form))


def _count_sign_up() -> None:
    """Count that an account is about to be created, even if its name turns out to be taken."""
    most, address = state().config.sign_up_limit, addresses.address_of(request)
    addresses.counted_here().count("sign-up", address, most=most, window=SIGN_UP_WINDOW)


def _check_sign_up_allowed() -> None:
    if not state().config.sign_up:
        raise NotFound


def _check_new_password(form: Form, field: str) -> None:
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


def _sign_up_page(form: Form, status: int = 200) -> ResponseReturnValue:
    page = SignUpPage(
        title=t("Create an account"),
        form=form,
        wanted=own_path(form["next"]) or "",
        shortest=actions.SHORTEST,
    )
    return render_page(page, status=status)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this browser's session, here and at the server, and no other.

    It is said on a page that a guest can read.
    """
    actions.end_session(login_session.end_session())
    commit()
    if state().config.guests_read:
        return redirect(url("front.index", said="signed-out"), 303)
    said = sign("signed-out", url_for("accounts.sign_in_form"))
    return redirect(url_for("accounts.sign_in_form", said=said), 303)


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
    _check_new_password(form, "new_password")
    if form.faults:
        return _password_page(form)
    try:
        known = _check_password(form, account.login, known=f"session {account.session_key}")
    except actions.Paused:
        form.faults["password"] = _pause_words()
        return _retry_later(_password_page(form, status=429))
    if known is None:
        form.faults["password"] = t("This is not your current password")
        return _password_page(form)
    id, stay = known.id, login_session.outlives_browser()
    commit()
    actions.change_password(id, hashed=actions.hash_password(form["new_password"]))
    page = redirect(url("front.index", said="password"), 303)
    changed = queries.account(id)
    return page if changed is None else _signed_in(changed, page, stay=stay)


def _password_page(form: Form, status: int = 200) -> ResponseReturnValue:
    page = PasswordPage(title=t("Change your password"), form=form, shortest=actions.SHORTEST)
    return render_page(page, status=status)
