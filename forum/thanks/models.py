"""What members said to thank the author of a post or of a page of the library."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now

SENTENCE = 300
"""The longest sentence of thanks, in characters."""
_ONE_THING = " + ".join(
    f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in ("post_id", "artefact_id")
)


class Thanks(Base, kw_only=True):
    """A sentence that only the author of a post or a page reads, and whoever wrote it.

    One for each member and thing. Taken back, it has no text; the row stays, so that thanking
    again tells nobody again.
    """

    __tablename__ = "forum_thanks"
    __table_args__ = (
        CheckConstraint(f"{_ONE_THING} = 1", name="one_thing"),
        UniqueConstraint("member_id", "post_id"),
        UniqueConstraint("member_id", "artefact_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    """Who thanks."""
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_post.id"), default=None, index=True
    )
    artefact_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_artefact.id"), default=None, index=True
    )
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    """When it was said last."""
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its reader removed it: they never read one of this member about this thing again."""
