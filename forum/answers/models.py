"""Reports of people who tried an answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now


class Try(Base, kw_only=True):
    """ "I tried this": one a member and answer, told anew it replaces the earlier one."""

    __tablename__ = "forum_try"
    __table_args__ = (CheckConstraint("outcome in ('worked', 'partly', 'not')", name="outcome"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("forum_member.id"), primary_key=True, index=True
    )
    outcome: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    """Where, and what happened: one line."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
