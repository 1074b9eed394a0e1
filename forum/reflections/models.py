"""Members who do not want to be asked to look back when a space ends."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base

CLOSING = "closing"
"""The key of the questions with which members look back on a space together."""


class ClosingDismissed(Base, kw_only=True):
    """A member who does not want to be asked again to look back on a space."""

    __tablename__ = "forum_closing_dismissed"

    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("forum_member.id"), primary_key=True, index=True
    )
    last_day: Mapped[date]
    """The last day that it was about: for a later one they are asked again."""
