"""Creates accounts, checks and changes passwords, begins and ends sessions, counts failures."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache
from hashlib import sha256

from sqlalchemy import Text, case, cast, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from ..core.database.base import now
from ..core.database.session import change, fetch_one, session, upsert
from ..core.errors import Refused
from ..core.text.normal import normal
from .models import Account, AccountSession, SignInFailure
from .queries import LASTS, session_hash
from .rows import PasswordRow

SHORTEST, LONGEST = 10, 1_000  # characters of a password
ATTEMPTS = 10
"""How many failures in a row are allowed before signing in pauses."""
PAUSE = timedelta(minutes=15)
"""How long signing in pauses then."""


class Taken(Refused):
    """Somebody else signs in with that name (409)."""

    status = 409


class Paused(Refused):
    """Signing in has failed too often and pauses for a while (429)."""

    status = 429


def create_account(
    *, login: str, name: str, hashed: str, organisation: str = "", is_admin: bool = False
) -> Account:
    """Create an account with the password hash *hashed* and return it. Raises Taken."""
    account = Account(
        login=login.lower(),
        name=name,
        organisation=organisation,
        password=hashed,
        is_admin=is_admin,
    )
    try:
        with session().begin_nested():
            session().add(account)
            session().flush()
    except IntegrityError:
        raise Taken from None
    return account


def begin_attempt(login: str, *, known: str = "") -> PasswordRow | None:
    """Count an attempt to sign in as *login*; return the account's id and hash, None if unknown.

    It is counted for the name, or for the device or session *known* instead, so that strangers who
    try the name pause nobody who has signed in before. It is counted before the password is
    checked, so that simultaneous attempts are counted as well, and for unknown names too. Raises
    Paused after ``ATTEMPTS`` failures, until ``PAUSE`` has passed since the last one.
    """
    at = now()
    long_ago = SignInFailure.failed_at < at - PAUSE
    first = upsert(SignInFailure).values(hash=_hash(login, known), failures=1, failed_at=at)
    # The condition makes the statement return nothing once there are too many.
    counted = first.on_conflict_do_update(
        index_elements=[SignInFailure.hash],
        set_={"failures": case((long_ago, 1), else_=SignInFailure.failures + 1), "failed_at": at},
        where=or_(long_ago, SignInFailure.failures < ATTEMPTS),
    ).returning(SignInFailure.failures)
    is_allowed = change(counted).first() is not None
    statement = select(Account.id, Account.password).where(Account.login == login.lower())
    found = fetch_one(PasswordRow, statement)  # even when paused, so that it takes the same time
    if not is_allowed:
        raise Paused
    return found


def clear_failures(login: str, *, known: str = "") -> None:
    """Delete the failures of ``begin_attempt`` after a right password, and all old failures."""
    long_ago = SignInFailure.failed_at < now() - PAUSE
    session().execute(
        delete(SignInFailure).where(or_(SignInFailure.hash == _hash(login, known), long_ago))
    )


def _hash(login: str, known: str) -> str:
    counted = f"\0{known}" if known else login.lower()  # no name that is typed contains a NUL
    return sha256(counted.encode()).hexdigest()


def begin_session(account_id: int) -> str:
    """Begin a session of an account and return its key, which only the browser may know.

    Sessions of anybody that ended by themselves are deleted.
    """
    session().execute(delete(AccountSession).where(AccountSession.begun_at <= now() - LASTS))
    key = secrets.token_urlsafe(32)
    session().execute(
        insert(AccountSession).values(hash=session_hash(key), account_id=account_id, begun_at=now())
    )
    return key


def end_session(key: str) -> None:
    """End the session *key* and no other; nothing happens if there is none."""
    if key:
        session().execute(delete(AccountSession).where(AccountSession.hash == session_hash(key)))


def _end_sessions(account_id: int) -> None:
    session().execute(delete(AccountSession).where(AccountSession.account_id == account_id))


def change_password(id: int, *, hashed: str) -> None:
    """Give an account another password hash, which ends all its sessions."""
    login = session().scalar(
        update(Account).where(Account.id == id).values(password=hashed).returning(Account.login)
    )
    if login is not None:
        _end_sessions(id)
        clear_failures(login)


def make_administrator(login: str) -> bool:
    """Make the account *login* an administrator; return False if there is no such account."""
    promoted = (
        update(Account)
        .where(Account.login == login.lower())
        .values(is_admin=True)
        .returning(Account.id)
    )
    return change(promoted).first() is not None


def forget(key: str) -> bool:
    """Delete the account whose id, as text, is *key*, and end its sessions.

    Return False if there is no such account.
    """
    its = select(Account.id).where(cast(Account.id, Text) == key)
    session().execute(delete(AccountSession).where(AccountSession.account_id.in_(its)))
    login = session().scalar(
        delete(Account).where(cast(Account.id, Text) == key).returning(Account.login)
    )
    if login is not None:
        clear_failures(login)
    return login is not None


def hash_password(password: str) -> str:
    """Return the hash of *password*. It is slow by design: never call it inside a transaction."""
    return generate_password_hash(_normalised(password))


def check_password(password: str, stored: str | None) -> bool:
    """Return whether *stored* is the hash of *password*; False for None, taking the same time.

    A password longer than any account has is wrong, and is not even hashed.
    """
    if len(password) > LONGEST:
        return False
    hashed = stored or _hash_of_nobody()
    return check_password_hash(hashed, _normalised(password)) and stored is not None


@cache
def _hash_of_nobody() -> str:
    return generate_password_hash("the password of nobody")


def _normalised(password: str) -> str:
    """Return *password* as the same text from any keyboard (NIST SP 800-63B)."""
    return normal("NFKC", password)
