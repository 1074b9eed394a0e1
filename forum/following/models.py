"""Read marks and follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now


class ReadMark(Base, kw_only=True):
    """How far a member has read a thread. It never goes back."""

    __tablename__ = "forum_read_mark"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(
        ForeignKey("forum_thread.id"), primary_key=True, index=True
    )
    read_to: Mapped[int] = mapped_column(default=0)
    """Every number up to this one is read."""
    beyond: Mapped[str] = mapped_column(Text, default="")
    """Numbers read above it, as runs: "31-40,52"."""
    read_count: Mapped[int] = mapped_column(default=0)
    """How many are read in all: unread is the thread's posts less this."""


class Follow(Base, kw_only=True):
    """Whether a member follows a thread. Who writes in one follows it, until they say no."""

    __tablename__ = "forum_follow"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(
        ForeignKey("forum_thread.id"), primary_key=True, index=True
    )
    following: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(default_factory=now)
