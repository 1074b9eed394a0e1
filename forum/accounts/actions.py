"""Accounts are made, signed in to, and get another password. Attempts are counted."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, case, cast, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from ..database.base import now
from ..database.session import session
from ..errors import Refused
from .models import Account

if TYPE_CHECKING:
    from sqlalchemy import Row

SHORTEST, LONGEST = 10, 1_000  # characters of a password
ATTEMPTS = 10
PAUSE = timedelta(minutes=15)


class Taken(Refused):
    """Somebody has that name to sign in with already (409)."""

    status = 409


class Paused(Refused):
    """Signing in has failed too often with that name: nothing is tried for a while (429)."""

    status = 429


def make(
    *, login: str, name: str, hashed: str, organisation: str = "", is_admin: bool = False
) -> Account:
    """Make an account with the password hash *hashed* and return it; Taken is raised if so."""
    made = Account(
        login=login.lower(), name=name, organisation=organisation, password=hashed,
        is_admin=is_admin,
    )  # fmt: skip
    try:
        with session().begin_nested():
            session().add(made)
            session().flush()
    except IntegrityError:
        raise Taken from None
    return made


def take_attempt(login: str) -> Row[Any] | None:
    """Count an attempt to sign in as *login*, and return id and hash; None where nobody is it.

    It is counted before the password is looked at, so that many at once are no more than many in
    turn. Paused is raised after ``ATTEMPTS`` failures, for ``PAUSE`` since the last one.
    """
    at = now()
    long_ago = or_(Account.failed_at.is_(None), Account.failed_at < at - PAUSE)
    taken: Any = (
        session()
        .execute(
            update(Account)
            .where(Account.login == login.lower(), or_(long_ago, Account.failures < ATTEMPTS))
            .values(failures=case((long_ago, 1), else_=Account.failures + 1), failed_at=at)
            .returning(Account.id, Account.password)
        )
        .first()
    )
    if taken is None and session().scalar(select(Account.id).where(Account.login == login.lower())):
        raise Paused
    found: Row[Any] | None = taken
    return found


def signed_in(id: int) -> None:
    """Forget the failures of an account: somebody knew its password."""
    session().execute(update(Account).where(Account.id == id).values(failures=0, failed_at=None))


def change(id: int, *, hashed: str) -> None:
    """Give an account another password hash; every session it has ends."""
    session().execute(
        update(Account)
        .where(Account.id == id)
        .values(
            password=hashed, session_number=Account.session_number + 1, failures=0, failed_at=None
        )
    )


def promote(login: str) -> bool:
    """Make an existing account an administrator's; return whether there is one."""
    return (
        session()
        .execute(
            update(Account)
            .where(Account.login == login.lower())
            .values(is_admin=True)
            .returning(Account.id)
        )
        .first()
        is not None
    )


def forget(key: str) -> bool:
    """Delete the account whose id, as text, is *key*; return whether there was one."""
    return (
        session()
        .execute(delete(Account).where(cast(Account.id, Text) == key).returning(Account.id))
        .first()
        is not None
    )


def hashed(password: str) -> str:
    """Return the hash of *password*. It takes long, by intent: never inside a transaction."""
    return generate_password_hash(_plain(password))


def fits(password: str, stored: str | None) -> bool:
    """Whether *password* is the one of the hash *stored*; None takes as long, and is not."""
    return check_password_hash(stored or _nobodys(), _plain(password)) and stored is not None


@cache
def _nobodys() -> str:
    return generate_password_hash("the password of nobody")


def _plain(password: str) -> str:
    """Return *password* as one and the same text from whatever keyboard (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)
