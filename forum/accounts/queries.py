"""Looking accounts up."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from ..core.database.session import session
from .models import Account

NAME = "forum_accounts"


def mounted() -> bool:
    """Whether this app has accounts of ours."""
    return NAME in current_app.extensions


def remembered(session_id: str) -> Account | None:
    """Return the account that the session id "12.3" stands for, None where it is out of date."""
    id, _, number = session_id.partition(".")
    if not (id.isascii() and id.isdigit() and number.isascii() and number.isdigit()):
        return None
    return session().scalar(
        select(Account).where(Account.id == int(id), Account.session_number == int(number))
    )


def by_login(login: str) -> int | None:
    """Return the id of the account *login*, whatever its case."""
    return session().scalar(select(Account.id).where(Account.login == login.lower()))


def account(id: int) -> Account | None:
    """Return the account *id*, as the database has it now."""
    return session().get(Account, id, populate_existing=True)
