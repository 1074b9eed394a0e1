"""Entries of journals, the copies of them that were shared, and what members chose.

Nothing but this room reads the tables: tests/journal/test_private.py.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, now


class Entry(Base, kw_only=True):
    """A text in its author's journal. Nobody else is ever shown it, and it has no history."""

    __tablename__ = "forum_journal_entry"
    __table_args__ = (
        UniqueConstraint("author_id", "form_key"),
        Index(None, "author_id", "written_at", "id"),
        Index(None, "author_id", "thread_id", "post_id", "page_key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    written_at: Mapped[datetime] = mapped_column(default_factory=now)
    changed_at: Mapped[datetime] = mapped_column(default_factory=now)
    version: Mapped[int] = mapped_column(default=1)
    """Counts its savings, so that two tabs do not overwrite each other."""
    unfinished: Mapped[bool] = mapped_column(default=False)
    """Whether it was only saved while it was being written."""
    form_key: Mapped[str] = mapped_column(Text)
    """The key of the form that made it."""
    saved_by: Mapped[str] = mapped_column(Text)
    """The key of the form that saved it last."""
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("forum_thread.id"), default=None)
    """What it is about: a thread, a post in it, a page of the library, or one of the host's."""
    post_id: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    artefact_id: Mapped[int | None] = mapped_column(default=None)
    page_key: Mapped[str | None] = mapped_column(Text, default=None)
    page_title: Mapped[str] = mapped_column(Text, default="")
    page_url: Mapped[str] = mapped_column(Text, default="")
    page_audience: Mapped[str | None] = mapped_column(Text, default=None)
    """The group of the host whose members alone see that page, or None."""
    prompt_set: Mapped[str | None] = mapped_column(Text, default=None)
    """The key of the questions that it was written with, if it was with any."""
    prompt_version: Mapped[int | None] = mapped_column(default=None)
    prompt_language: Mapped[str | None] = mapped_column(Text, default=None)
    title: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    render_version: Mapped[int]
    """The ``RENDER_VERSION`` that ``html`` was rendered with."""


class Copy(Base, kw_only=True):
    """A post that was made from an entry. Whether it is still there is the post's own state."""

    __tablename__ = "forum_journal_copy"
    __table_args__ = (
        Index(None, "member_id", "id"),
        Index(None, "entry_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("forum_journal_entry.id"))
    """None once the entry is deleted."""
    thread_id: Mapped[int] = mapped_column(ForeignKey("forum_thread.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"))
    told: Mapped[str] = mapped_column(Text, default="")
    """Ids of the members who were notified that it mentions them: "7,12"."""
    at: Mapped[datetime] = mapped_column(default_factory=now)


class JournalChoice(Base, kw_only=True):
    """What a member chose about their journal."""

    __tablename__ = "forum_journal_choice"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    again: Mapped[bool] = mapped_column(default=False)
    """Whether they are shown an old entry again, another one each month."""
