"""What a page of the library needs, as members have said."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now


class Need(Base, kw_only=True):
    """A section of a page that needs somebody who knows."""

    __tablename__ = "forum_need"

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    section: Mapped[str] = mapped_column(Text, primary_key=True)
    """The id of the section. Of one that is gone, nothing is shown."""
    at: Mapped[datetime] = mapped_column(default_factory=now, index=True)


class DeadLink(Base, kw_only=True):
    """A link of a page that leads nowhere any more."""

    __tablename__ = "forum_dead_link"

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    link: Mapped[str] = mapped_column(Text, primary_key=True)
    """The hash of its address (``policy.hash_of``): no words of a page are kept outside of it."""
    day: Mapped[date]
    """The day, in UTC, on which somebody said so."""


class Review(Base, kw_only=True):
    """That a page is to be looked at again on a day; from then on it is stale."""

    __tablename__ = "forum_review"

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    """The day, in UTC."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"), default=None)
    """Who has said that they will; None if they have left."""
    told_day: Mapped[date | None] = mapped_column(default=None)
    """The day that somebody was told of."""
