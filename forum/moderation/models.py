"""Reports and the log of a space."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now

REPORT = 2_000
"""The longest report, in characters."""
OBJECTION = 500
"""The longest answer of an author to the hiding of their post or page, in characters."""


class Report(Base, kw_only=True):
    """A report to the stewards of a space: of a post, or of a page of its library."""

    __tablename__ = "forum_report"
    __table_args__ = (Index(None, "space_id", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"))
    """The space in which it was made, even if the thread was moved since."""
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_post.id"), index=True, default=None
    )
    artefact_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_artefact.id"), index=True, default=None
    )
    reporter_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    text: Mapped[str] = mapped_column(Text)
    objects: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is what the author of a hidden post or page says of that; once each."""
    hides: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it has hidden the text until somebody has looked; that counts while it is open."""
    for_admins: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether administrators may read this one text, and the report, to decide about it."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"), default=None)


class LogEntry(Base, kw_only=True):
    """An act of moderation in a space, which everyone who reads the space can read."""

    __tablename__ = "forum_log"
    __table_args__ = (Index(None, "space_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"))
    """None if a report did it: nobody is told whose."""
    act: Mapped[str] = mapped_column(Text)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("forum_thread.id"), default=None)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    artefact_id: Mapped[int | None] = mapped_column(ForeignKey("forum_artefact.id"), default=None)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"), default=None)
    """The member it concerns."""
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default_factory=now)
