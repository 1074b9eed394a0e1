"""The reports of members who tried an answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now

OUTCOMES = ("worked", "partly", "not")


class Try(Base, kw_only=True):
    """A report, "I tried this": one for each member and answer; a new one replaces it."""

    __tablename__ = "forum_try"

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("forum_member.id"), primary_key=True, index=True
    )
    outcome: Mapped[str] = mapped_column(OneOf(*OUTCOMES))
    note: Mapped[str] = mapped_column(Text, default="")
    """Where it was tried and what happened, in one line."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
