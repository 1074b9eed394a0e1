"""What members answered when they were asked to keep what a thread taught them."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base


class NotNow(Base, kw_only=True):
    """A member does not want to be asked again whether something of a thread is kept."""

    __tablename__ = "forum_not_now"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("forum_thread.id"), primary_key=True)
