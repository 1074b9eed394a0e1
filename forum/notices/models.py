"""Notices: the entries in "For you"."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now


class Notice(Base, kw_only=True):
    """One member is notified of one post. It has no text: access is checked when it is read."""

    __tablename__ = "forum_notice"
    __table_args__ = (
        UniqueConstraint("member_id", "post_id", "kind"),
        Index(None, "member_id", "at", "id"),
        Index(None, "post_id"),
        Index(
            "ix_forum_notice_unseen",
            "member_id",
            sqlite_where=text("seen_at IS NULL"),
            postgresql_where=text("seen_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    kind: Mapped[str] = mapped_column(OneOf("answer", "reply", "mention", "follow", "hidden"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("forum_thread.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"))
    at: Mapped[datetime] = mapped_column(default_factory=now)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
