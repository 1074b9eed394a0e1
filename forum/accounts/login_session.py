"""Coming in and going out: the session that says who somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import session
from flask_login import current_user, login_user, logout_user

from .models import Account

if TYPE_CHECKING:
    from typing import Any


def enter(account: Account, *, stay: bool = False) -> None:
    """Begin a new session for *account*; *stay* keeps it when the browser is closed."""
    session.clear()
    login_user(account)
    session.pop("_id", None)  # a hash of address and browser, which we neither keep nor compare
    session.permanent = stay


def leave() -> None:
    """End the session of this browser."""
    logout_user()
    session.clear()


def account() -> Account | None:
    """Return the account of this request, or None for a guest."""
    found: Any = current_user._get_current_object()
    return found if isinstance(found, Account) else None


def stays() -> bool:
    """Whether this session outlives the browser."""
    return bool(session.permanent)
