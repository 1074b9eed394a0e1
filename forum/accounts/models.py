"""Accounts with their password hash, and how often signing in with a name has failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
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
    session_number: Mapped[int] = mapped_column(default=1)
    """Raised when the password changes, which ends every other session."""
    made_at: Mapped[datetime] = mapped_column(default_factory=now)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what the session stores; it is no longer valid once the password has changed."""
        return f"{self.id}.{self.session_number}"


class SignInFailure(Base, kw_only=True):
    """How often signing in with a name has failed lately, whether or not the name exists."""

    __tablename__ = "forum_sign_in_failure"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 of the name in hexadecimal: people may type anything there, even a password."""
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(index=True)
