"""``Accounts(app)`` gives a site accounts, sessions and the pages for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from flask_login import LoginManager

from ..core.web.urls import here
from . import queries
from .addresses import Addresses
from .secret_key import StoredKeySessions
from .views import account, bp, sign_in

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

PAGES = (account, sign_in)
"""Modules that add their pages to the blueprint when they are imported."""


class Accounts:
    """Signing up, in and out for a site that has no login, below ``/account``.

    Call ``Accounts(app)`` before or after ``Forum(app)``. Raises RuntimeError if the app already
    has a login manager: such a site does not need these accounts.
    """

    def __init__(self, app: Flask) -> None:
        if hasattr(app, "login_manager"):
            raise RuntimeError(
                "this app already has a login, which the forum uses: do not use Accounts"
            )
        app.extensions[queries.NAME] = self
        self.addresses = Addresses()
        app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
        app.config["SESSION_COOKIE_SAMESITE"] = app.config["SESSION_COOKIE_SAMESITE"] or "Lax"
        app.session_interface = StoredKeySessions()
        manager = LoginManager(app)
        manager.session_protection = None  # it compares IP addresses, and phones change theirs
        manager.user_loader(queries.account_of_session)
        manager.unauthorized_handler(_sign_in_first)
        app.register_blueprint(bp, url_prefix="/account")


def _sign_in_first() -> ResponseReturnValue:
    """Redirect to the page for signing in, which leads back here afterwards."""
    return redirect(url_for("accounts.sign_in", next=here() if request.method == "GET" else None))
