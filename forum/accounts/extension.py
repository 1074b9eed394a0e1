"""``Accounts(app)``: gives a site accounts, sessions and the pages for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from flask_login import LoginManager

from ..core.web.urls import here
from . import queries
from .secret_key import KeptKey
from .views import bp

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue


class Accounts:
    """Signing up, in and out for a site that has no login, below ``/account``.

    ``Accounts(app)`` beside ``Forum(app)``, in either order. RuntimeError where the app has a
    login manager already: such a site needs no accounts of ours.
    """

    def __init__(self, app: Flask) -> None:
        if hasattr(app, "login_manager"):
            raise RuntimeError("this app has a login already: the forum uses it, without Accounts")
        app.extensions[queries.NAME] = self
        app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
        app.config["SESSION_COOKIE_SAMESITE"] = app.config["SESSION_COOKIE_SAMESITE"] or "Lax"
        app.session_interface = KeptKey()
        manager = LoginManager(app)
        manager.session_protection = None  # it would compare addresses: phones change theirs
        manager.user_loader(queries.remembered)
        manager.unauthorized_handler(_sign_in_first)
        app.register_blueprint(bp, url_prefix="/account")


def _sign_in_first() -> ResponseReturnValue:
    """Lead to the page for signing in, and back here afterwards."""
    return redirect(url_for("accounts.sign_in", next=here() if request.method == "GET" else None))
