"""Read marks and follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now


class ReadMark(Base, kw_only=True):
    """Which posts of a thread a member has read. A post that was read never becomes unread."""

    __tablename__ = "forum_read_mark"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(
        ForeignKey("forum_thread.id"), primary_key=True, index=True
    )
    read_to: Mapped[int] = mapped_column(default=0)
    """All posts up to this number are read."""
    beyond: Mapped[str] = mapped_column(Text, default="")
    """Numbers above it that are read too, as ranges: "31-40,52"."""
    read_count: Mapped[int] = mapped_column(default=0)
    """How many posts are read. The thread's posts minus this are unread, if none is withheld."""


class Follow(Base, kw_only=True):
    """Whether a member follows a thread, a space or a page of the library.

    Authors follow what they write until they opt out.
    """

    __tablename__ = "forum_follow"
    __table_args__ = (
        UniqueConstraint("member_id", "thread_id"),
        UniqueConstraint("space_id", "member_id"),
        UniqueConstraint("artefact_id", "member_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    thread_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_thread.id"), index=True, default=None
    )
    space_id: Mapped[int | None] = mapped_column(ForeignKey("forum_space.id"), default=None)
    artefact_id: Mapped[int | None] = mapped_column(default=None)
    """A page of the library, which is on this floor."""
    following: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(default_factory=now)
