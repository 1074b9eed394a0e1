"""The questions of a space in its own words, and those that a text was written with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from ..core.database.base import Base, now


class WrittenWithPrompts(MappedAsDataclass, kw_only=True):
    """The columns of a revision that say which questions its text was written with."""

    prompt_set: Mapped[str | None] = mapped_column(Text, default=None)
    """The key of the questions that it was written with, if it was with any."""
    prompt_version: Mapped[int | None] = mapped_column(default=None)
    prompt_language: Mapped[str | None] = mapped_column(Text, default=None)
    """The language of their headings in the source."""
    prompt_space: Mapped[int | None] = mapped_column(default=None)
    """The space whose own words they are; None for those of the package."""
    prompt_headings: Mapped[str | None] = mapped_column(Text, default=None)
    """The headings by the key of their question, as JSON: later words change no text."""


class PromptWording(Base, kw_only=True):
    """A set of questions as a space words it. Never changed: other words are another version."""

    __tablename__ = "forum_prompt_wording"
    __table_args__ = (
        UniqueConstraint("space_id", "key", "version"),
        UniqueConstraint("author_id", "form_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"))
    key: Mapped[str] = mapped_column(Text)
    """That of a set of the package, or "own-7-1" for the first set that the space 7 has added."""
    version: Mapped[int]
    language: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    questions: Mapped[str] = mapped_column(Text)
    """As JSON: the key, the heading and the hint of each question."""
    author_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    """Who worded it."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
    form_key: Mapped[str | None] = mapped_column(Text, default=None)
    form_hash: Mapped[str | None] = mapped_column(Text, default=None)
