"""What the forum uses of a database: Flask-SQLAlchemy's, or one of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flask_sqlalchemy.session import Session as HostSession
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session, scoped_session

    Sessions = scoped_session[HostSession] | scoped_session[Session]
    """The sessions of a database: the host's, or the forum's own."""


class Database(Protocol):
    """An engine and sessions: ``flask_sqlalchemy.SQLAlchemy`` has both."""

    @property
    def engine(self) -> Engine:
        """The engine, for migrations and checks."""

    @property
    def session(self) -> Sessions:
        """The session of the request or command in hand."""
