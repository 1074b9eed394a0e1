"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from ...core.database.session import commit
from ...core.state import state
from ...core.web.args import arg
from ...core.web.flash_code import sign
from ...core.web.forms import Form
from ...core.web.i18n import t, tn
from ...core.web.render import render_page
from ...core.web.urls import own_path, url
from ...spaces.current import current_viewer
from .. import actions, addresses, device_mark, login_session
from ..presenters import NAME, SignInPage
from . import bp
from .session import check_password, onward, pause_words, retry_later, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ..models import Account


@bp.get("/sign-in")
def sign_in_form() -> ResponseReturnValue:
    """The form for signing in. If already signed in, go on to the wanted page."""
    form = Form(next=arg("next"))
    return _sign_in_page(form) if current_viewer().guest else onward(form)


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
        form.faults["login"] = pause_words()
        return retry_later(_sign_in_page(form, status=429))
    except addresses.TooManyHere as refused:
        form.faults["login"] = tn(
            "Signing in from your network has failed too often. Try again in %(n)d minute.",
            "Signing in from your network has failed too often. Try again in %(n)d minutes.",
            refused.minutes,
        )
        return retry_later(_sign_in_page(form, status=429), refused.seconds)
    if account is None:
        form.faults["password"] = t("The sign-in name or the password is wrong")
        return _sign_in_page(form)
    return signed_in(account, onward(form), stay=bool(form["stay"]))


def _try_to_sign_in(form: Form, login: str) -> Account | None:
    """Return the account *login* if the password in *form* is right, else None.

    A failure is counted for this device if it is known for the name, else for the name and for the
    network address. Raises ``actions.Paused`` and ``addresses.TooManyHere``.
    """
    if device := device_mark.device_of(login):
        return check_password(form, login, known=f"device {device}")
    counted, address = addresses.counted_here(), addresses.address_of(request)
    most = state().config.sign_in_limit
    counted.count("sign-in", address, most=most, window=actions.PAUSE)
    account = check_password(form, login)
    if account is not None:
        counted.forgive("sign-in", address)
    return account


def _sign_in_page(form: Form, status: int = 200) -> ResponseReturnValue:
    page = SignInPage(title=t("Sign in"), form=form, wanted=own_path(form["next"]) or "")
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
