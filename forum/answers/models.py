"""Reports of people who tried an answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now


class Try(Base, kw_only=True):
    """ "I tried this": one a member and answer, told anew it replaces the earlier one."""

    __tablename__ = "forum_try"

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("forum_member.id"), primary_key=True, index=True
    )
    outcome: Mapped[str] = mapped_column(OneOf("worked", "partly", "not"))
    note: Mapped[str] = mapped_column(Text, default="")
    """Where, and what happened: one line."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
