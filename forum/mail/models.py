"""What is still to be mailed, and how often members want mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf

PACES = ("once", "daily", "weekly", "never")
"""How often somebody wants mail."""


class Mail(Base, kw_only=True):
    """A notice of which its member is still to be told by mail. The row goes when that is done.

    No text and no address: both are read when it is sent, and sight is asked again.
    """

    __tablename__ = "forum_mail"

    notice_id: Mapped[int] = mapped_column(ForeignKey("forum_notice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), index=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    """When it is looked at next."""
    pace: Mapped[str] = mapped_column(Text, default="")
    """What it waits for: "daily" or "weekly"; empty until it was looked at."""
    begun: Mapped[int] = mapped_column(default=0)
    """How often a message with it was handed over, and nobody knows what became of that."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often a message with it was not taken."""


class MailWish(Base, kw_only=True):
    """How often a member wants mail, and the secret of the link by which they stop it."""

    __tablename__ = "forum_mail_wish"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    pace: Mapped[str | None] = mapped_column(OneOf(*PACES), default=None)
    """None until they choose: then it is the setting's."""
    key: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they were last sent something: what follows soon after waits, and goes together."""


class SpaceMailWish(Base, kw_only=True):
    """How often a member wants mail about one space, where that is not as about the others."""

    __tablename__ = "forum_space_mail_wish"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    space_id: Mapped[int] = mapped_column(
        ForeignKey("forum_space.id"), primary_key=True, index=True
    )
    pace: Mapped[str] = mapped_column(OneOf(*PACES))
