"""Accounts are made, signed in to, and get another password. Attempts are counted."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, case, cast, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from ..core.database.base import now
from ..core.database.session import row, session, upsert
from ..core.errors import Refused
from .models import Account, SignInFailure

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
        login=login.lower(),
        name=name,
        organisation=organisation,
        password=hashed,
        is_admin=is_admin,
    )
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
    turn, and alike for names that there are and that there are not. Paused is raised after
    ``ATTEMPTS`` failures, for ``PAUSE`` since the last one.
    """
    at = now()
    made = upsert(SignInFailure).values(hash=_hash(login), failures=1, failed_at=at)
    long_ago = SignInFailure.failed_at < at - PAUSE
    taken = (
        session()
        .execute(
            made.on_conflict_do_update(
                index_elements=[SignInFailure.hash],
                set_={
                    "failures": case((long_ago, 1), else_=SignInFailure.failures + 1),
                    "failed_at": at,
                },
                where=or_(long_ago, SignInFailure.failures < ATTEMPTS),
            ).returning(SignInFailure.failures)
        )
        .first()
    )
    found = row(select(Account.id, Account.password).where(Account.login == login.lower()))
    if taken is None:
        raise Paused
    return found


def signed_in(login: str) -> None:
    """Forget the failures of a name: somebody knew its password. What is long ago goes with it."""
    over = SignInFailure.failed_at < now() - PAUSE
    session().execute(delete(SignInFailure).where(or_(SignInFailure.hash == _hash(login), over)))


def _hash(login: str) -> str:
    return sha256(login.lower().encode()).hexdigest()


def change(id: int, *, hashed: str) -> None:
    """Give an account another password hash; every session it has ends."""
    login = session().scalar(
        update(Account)
        .where(Account.id == id)
        .values(password=hashed, session_number=Account.session_number + 1)
        .returning(Account.login)
    )
    if login is not None:
        signed_in(login)


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
    login = session().scalar(
        delete(Account).where(cast(Account.id, Text) == key).returning(Account.login)
    )
    if login is not None:
        signed_in(login)
    return login is not None


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
