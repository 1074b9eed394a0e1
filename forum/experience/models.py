"""Who has been where somebody who asks, or looks back, is now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now


class BeenThere(Base, kw_only=True):
    """A member has been where a question or a reflection is; once a member and post.

    Whoever takes theirs back leaves a row that says nothing: without it, its author would be told
    once more of the same member.
    """

    __tablename__ = "forum_been_there"
    __table_args__ = (UniqueConstraint("member_id", "post_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), index=True)
    organisation: Mapped[str] = mapped_column(Text, default="")
    """That of the member when they said so; empty if they had none."""
    line: Mapped[str] = mapped_column(Text)
    """Where and when, in their words; empty once they have taken it back."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
    """When the line was written."""
    state: Mapped[str] = mapped_column(
        OneOf("shown", "hidden", "removed"), default="shown", server_default="shown"
    )
    """Whether others read it: a steward hides or removes the line, and then it does not count."""
