"""Begins and ends the session that says who is signed in. The viewer is then looked up again."""

from __future__ import annotations

from flask import session
from flask_login import current_user, login_user, logout_user

from ..core.state import request_state
from .models import Account


def begin_session(account: Account, key: str, *, stay: bool = False) -> None:
    """Give this browser the session *key* of *account*; with *stay* it outlives the browser."""
    session.clear()
    account.session_key = key
    login_user(account)
    session.pop("_id", None)  # a hash of IP address and browser, which we neither store nor compare
    session.permanent = stay
    request_state().viewer = None


def end_session() -> str:
    """Take the session from this browser and return its key; "" if nobody was signed in."""
    key = session_key()
    logout_user()
    session.clear()
    request_state().viewer = None
    return key


def session_key() -> str:
    """Return the key of this browser's session; "" if nobody is signed in."""
    account = current_account()
    return account.session_key if account else ""


def current_account() -> Account | None:
    """Return the account of this request, or None for a guest."""
    user: object = current_user._get_current_object()
    return user if isinstance(user, Account) else None


def outlives_browser() -> bool:
    """Whether this session outlives the browser."""
    return bool(session.permanent)
