"""What members asked one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now

QUESTION = 300
"""The longest question, in characters."""
_ONE_THING = " + ".join(
    f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)"
    for name in ("thread_id", "post_id", "artefact_id")
)


class Enquiry(Base, kw_only=True):
    """A question that a member asked one person about one thing: once for each of them.

    Only the two of them read it. Whoever asked is never told what became of it.
    """

    __tablename__ = "forum_enquiry"
    __table_args__ = (
        CheckConstraint(f"{_ONE_THING} = 1", name="one_thing"),
        UniqueConstraint("member_id", "asked_id", "thread_id"),
        UniqueConstraint("member_id", "asked_id", "post_id"),
        UniqueConstraint("member_id", "asked_id", "artefact_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    """Who asks."""
    asked_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), index=True)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("forum_thread.id"), default=None)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    artefact_id: Mapped[int | None] = mapped_column(ForeignKey("forum_artefact.id"), default=None)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    put_away_at: Mapped[datetime | None] = mapped_column(default=None)
    """When whoever was asked said that it is not for them: nobody is told."""
