"""Notices: the entries in "For you"."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, now, partial_index

KINDS = (
    *("answer", "reply", "mention", "follow", "opened", "helped", "tried", "there", "due"),
    *("thanked", "asked", "kept", "revised", "version", "taken_up", "closing_soon", "look_again"),
    *("report", "hidden"),
)
"""What a member is told of. Of a post: answer, reply, mention, follow (of its thread), opened (in a
space they follow), helped, tried, there (somebody has been there), thanked, asked (about a
reflection, by somebody who asks them alone), due (they meant to try it, and its day has passed),
taken_up (their comment was closed), hidden. Of a thread: asked. Of a page of the library: mention,
tried, thanked, asked, due, hidden, kept (a post of theirs is in it), revised (they wrote it),
version and closing_soon (they follow it), look_again (they said that they will). Of a page of the
host: due. Of a space: report (to its stewards)."""
ALWAYS = ("hidden",)
"""The kinds that cannot be switched off."""
OF_THREAD = text("post_id IS NULL AND thread_id IS NOT NULL")
"""The notices about a thread as a whole."""


class Notice(Base, kw_only=True):
    """One member is told of one thing: a post, a thread, a page of the library or a space.

    The row says that something happened, once or ten times. It has no text, and nobody's name: what
    is true of it, and whether it may be seen, is asked when it is read. About a post it names the
    thread as well, else exactly one thing.
    """

    __tablename__ = "forum_notice"
    __table_args__ = (
        UniqueConstraint("member_id", "post_id", "kind"),
        UniqueConstraint("artefact_id", "member_id", "kind"),
        UniqueConstraint("space_id", "member_id", "kind"),
        Index(None, "member_id", "at", "id"),
        Index(None, "post_id"),
        Index(
            "ix_forum_notice_thread",
            "member_id",
            "thread_id",
            "kind",
            unique=True,
            sqlite_where=OF_THREAD,
            postgresql_where=OF_THREAD,
        ),
        partial_index("ix_forum_notice_unseen", "member_id", "thread_id", where="seen_at IS NULL"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    kind: Mapped[str] = mapped_column(OneOf(*KINDS))
    thread_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_thread.id"), index=True, default=None
    )
    post_id: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    artefact_id: Mapped[int | None] = mapped_column(ForeignKey("forum_artefact.id"), default=None)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("forum_space.id"), default=None)
    at: Mapped[datetime] = mapped_column(default_factory=now)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)


class SwitchedOff(Base, kw_only=True):
    """A kind of notice that a member does not want."""

    __tablename__ = "forum_notice_off"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(OneOf(*KINDS), primary_key=True)
