"""Where on a page a comment stands, what became of it, and until when one may comment."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base

WORDS = 300
"""The longest passage that a comment can be about, in characters."""
WHY = 200
"""The longest line on what became of a comment, in characters."""


class Placement(Base, kw_only=True):
    """Where the post of a page's thread stands on the page, and whether it is closed."""

    __tablename__ = "forum_placement"

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), index=True)
    revision: Mapped[int]
    """The number of the revision that was read when it was written."""
    section: Mapped[str] = mapped_column(Text, default="")
    """The id of the section; empty for the whole page."""
    words: Mapped[str] = mapped_column(Text, default="")
    """The words of the page that it is about; empty if it names none."""
    quoted_id: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    """The post that the page quotes with these words; None if they are the page's own."""
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    """The comment that it answers, in the end, and with which it is closed; None if none."""
    nearest: Mapped[str | None] = mapped_column(Text, default=None)
    """The id of the section that has the paragraph it is about, edited, where its own section is
    gone; None if there is none, or several."""
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"), default=None)
    """Who closed it; None as long as it is open."""
    closed_revision: Mapped[int | None] = mapped_column(default=None)
    """The number of the revision that took it up; None if it was closed without one."""
    closed_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Outcome, in a line."""


class LastDay(Base, kw_only=True):
    """The last day for comments on a page that is, or was, open for comment. It ends in UTC."""

    __tablename__ = "forum_last_day"

    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    told_day: Mapped[date | None] = mapped_column(default=None)
    """The last day that those who follow the page were told of; the day after once it is over."""
