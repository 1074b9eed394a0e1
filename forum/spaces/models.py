"""Spaces and who belongs to them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now


class Space(Base, kw_only=True):
    """A place with a purpose and norms.

    Open: read by everyone; closed: by its members alone; bound: by the people of one group of the
    host, its audience. One that is not listed holds what is discussed on pages of the host.
    """

    __tablename__ = "forum_space"
    __table_args__ = (
        CheckConstraint("(access = 'bound') = (audience is not null)", name="audience"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text, default="")
    norms: Mapped[str] = mapped_column(Text, default="")
    """One a line."""
    access: Mapped[str] = mapped_column(OneOf("open", "closed", "bound"), default="open")
    audience: Mapped[str | None] = mapped_column(Text, default=None)
    """The name of the host's group whose people read it; set where it is bound."""
    listed: Mapped[bool] = mapped_column(default=True)
    """Whether it stands in lists of spaces, and takes threads that are opened in the forum."""
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"), default=None)


class Membership(Base, kw_only=True):
    """A member in a space.

    In an open or a bound space only stewards and blocked members have a row.
    """

    __tablename__ = "forum_membership"

    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("forum_member.id"), primary_key=True, index=True
    )
    steward: Mapped[bool] = mapped_column(default=False)
    steward_until: Mapped[date | None] = mapped_column(default=None)
    blocked_at: Mapped[datetime | None] = mapped_column(default=None)
    since: Mapped[datetime] = mapped_column(default_factory=now)
