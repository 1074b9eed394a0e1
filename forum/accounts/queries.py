"""Looking accounts up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..database.session import row, session
from .models import Account

if TYPE_CHECKING:
    from sqlalchemy import Row


def remembered(session_id: str) -> Account | None:
    """Return the account that the session id "12.3" stands for, None where it is out of date."""
    id, _, number = session_id.partition(".")
    if not (id.isascii() and id.isdigit() and number.isascii() and number.isdigit()):
        return None
    return session().scalar(
        select(Account).where(Account.id == int(id), Account.session_number == int(number))
    )


def by_login(login: str) -> Row[Any] | None:
    """Return id and password hash of the account *login*, whatever its case."""
    return row(select(Account.id, Account.password).where(Account.login == login.lower()))


def account(id: int) -> Account | None:
    """Return the account *id*, as the database has it now."""
    return session().get(Account, id, populate_existing=True)
