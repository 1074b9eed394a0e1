"""What is still to be mailed, and how often members want mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf

PACES = ("once", "daily", "weekly", "never")
"""How often a member can get mail: at once, in the morning, on Monday morning, never."""


class Mail(Base, kw_only=True):
    """A notice that is still to be mailed to its member; the row is deleted once that is done.

    It holds no text and no address: both are read when it is sent, and access is checked again.
    """

    __tablename__ = "forum_mail"

    notice_id: Mapped[int] = mapped_column(ForeignKey("forum_notice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), index=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    """When to look at it next."""
    pace: Mapped[str] = mapped_column(Text, default="")
    """What it waits for: "daily" or "weekly"; empty until it has been planned."""
    begun: Mapped[int] = mapped_column(default=0)
    """How often it was handed over in a message whose fate is unknown."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often a message with it was refused."""


class MailPreference(Base, kw_only=True):
    """How often a member wants mail, and the secret in the link that stops it."""

    __tablename__ = "forum_mail_wish"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    pace: Mapped[str | None] = mapped_column(OneOf(*PACES), default=None)
    """None as long as the member has not chosen: FORUM_MAIL_PACE applies."""
    key: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they last got a message: notices soon after it are collected for the next one."""
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a message to them was given up because it was refused; None once one is accepted."""


class SpaceMailPreference(Base, kw_only=True):
    """How often a member wants mail about one space, if not as often as about the others."""

    __tablename__ = "forum_space_mail_wish"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    space_id: Mapped[int] = mapped_column(
        ForeignKey("forum_space.id"), primary_key=True, index=True
    )
    pace: Mapped[str] = mapped_column(OneOf(*PACES))
