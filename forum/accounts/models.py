"""Accounts with their password hash, their sessions, and how often signing in has failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now


class Account(Base, kw_only=True):
    """Somebody who can sign in. It is Flask-Login's user object and has its four members."""

    __tablename__ = "forum_account"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012
    # Ids are never reused: the cookie of a deleted account must not open another one.

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    login: Mapped[str] = mapped_column(Text, unique=True)
    """The name to sign in with, in lower case."""
    name: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(Text, default="")
    password: Mapped[str] = mapped_column(Text)
    """Werkzeug's hash."""
    is_admin: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(default_factory=now)

    is_authenticated = True
    is_active = True
    is_anonymous = False
    session_key = ""
    """The key of the session that this object was loaded for; it is not stored here."""

    def get_id(self) -> str:
        """Return what the cookie of a session holds: its key, which is not the account's id."""
        return self.session_key


class AccountSession(Base, kw_only=True):
    """A session of somebody who has signed in. Without its row, its cookie opens nothing."""

    __tablename__ = "forum_session"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 of the session's key in hexadecimal: only the cookie holds the key itself."""
    account_id: Mapped[int] = mapped_column(ForeignKey("forum_account.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(index=True)


class SignInFailure(Base, kw_only=True):
    """How often signing in has failed lately: with a name, known or not, or on a known device."""

    __tablename__ = "forum_sign_in_failure"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 of the name or the device mark: as a name people may type even a password."""
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(index=True)
