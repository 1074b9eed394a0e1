"""Words that somebody looked for in vain, without a name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, folded_column

WORDS = 120
"""The longest line, in characters: it holds words, not a message."""


class Gap(Base, kw_only=True):
    """Words that were looked for and not found, as somebody told the people of a space.

    There is no column for who that was, and none for the moment: beside a server's log, the moment
    would say who.
    """

    __tablename__ = "forum_gap"
    __table_args__ = (UniqueConstraint("space_id", "words_folded"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"))
    words: Mapped[str] = mapped_column(Text)
    """As they were told first."""
    words_folded: Mapped[str] = folded_column("words")
    times: Mapped[int] = mapped_column(default=1)
    """How often they were told."""
    day: Mapped[date] = mapped_column(index=True)
    """When they were told last (UTC)."""
    form_hash: Mapped[str] = mapped_column(Text)
    """A few digits of a hash of the last form's random key: a form that is sent twice counts once.
    The key is stored nowhere, and the digits fit many keys."""
