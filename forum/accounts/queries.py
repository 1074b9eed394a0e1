"""Reads accounts."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import select

from ..core.database.base import now
from ..core.database.session import session
from .models import Account, AccountSession

NAME = "forum_accounts"
LASTS = timedelta(days=365)
"""How long after signing in a session ends by itself."""
LONGEST_KEY = 100
"""The longest key of a session that is looked up, in characters."""


def has_accounts() -> bool:
    """Whether this app uses the forum's own accounts."""
    return NAME in current_app.extensions


def session_hash(key: str) -> str:
    """Return the stored form of the session *key*: its SHA-256 in hexadecimal."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def account_of_session(key: str) -> Account | None:
    """Return the account whose session has *key*, or None if that session ended or never was."""
    if not 0 < len(key) <= LONGEST_KEY:
        return None
    found = session().scalar(
        select(Account)
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(AccountSession.hash == session_hash(key), AccountSession.begun_at > now() - LASTS)
    )
    if found is not None:
        found.session_key = key
    return found


def id_by_login(login: str) -> int | None:
    """Return the id of the account *login*, in any case, or None."""
    return session().scalar(select(Account.id).where(Account.login == login.lower()))


def account(id: int) -> Account | None:
    """Return the account *id* as it is now in the database."""
    return session().get(Account, id, populate_existing=True)
