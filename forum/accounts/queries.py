"""Reads accounts."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from ..core.database.session import session
from .models import Account

NAME = "forum_accounts"


def has_accounts() -> bool:
    """Whether this app uses the forum's own accounts."""
    return NAME in current_app.extensions


def account_of_session(session_id: str) -> Account | None:
    """Return the account that the session id "12.3" stands for, or None if that session ended."""
    id, _, number = session_id.partition(".")
    if not (id.isascii() and id.isdigit() and number.isascii() and number.isdigit()):
        return None
    return session().scalar(
        select(Account).where(Account.id == int(id), Account.session_number == int(number))
    )


def id_by_login(login: str) -> int | None:
    """Return the id of the account *login*, in any case, or None."""
    return session().scalar(select(Account.id).where(Account.login == login.lower()))


def account(id: int) -> Account | None:
    """Return the account *id* as it is now in the database."""
    return session().get(Account, id, populate_existing=True)
