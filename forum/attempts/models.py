"""What members tried, each time a row; and what they mean to try."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, Synonym, mapped_column, synonym

from ..core.database.base import Base, OneOf, now

OUTCOMES = ("worked", "partly", "not")
_ONE_THING = " + ".join(
    f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)"
    for name in ("post_id", "artefact_id", "thread_id")
)


class Attempt(Base, kw_only=True):
    """How it went when a member tried something, as they tell it. The counters are set from these.

    It is about a post, a page of the library, or a page of the host: then ``thread_id`` is the
    discussion of that page.
    """

    __tablename__ = "forum_attempt"
    __table_args__ = (
        CheckConstraint(f"{_ONE_THING} = 1", name="one_thing"),
        UniqueConstraint("member_id", "form_key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    author_id: Synonym[int] = synonym("member_id", init=False)
    """As ``save_once`` calls it."""
    post_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_post.id"), default=None, index=True
    )
    artefact_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_artefact.id"), default=None, index=True
    )
    thread_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_thread.id"), default=None, index=True
    )
    organisation: Mapped[str] = mapped_column(Text, default="")
    """That of the member when they told it; empty if they had none, or have left."""
    outcome: Mapped[str] = mapped_column(OneOf(*OUTCOMES))
    kept: Mapped[str] = mapped_column(Text, default="")
    """What they did as it is described."""
    changed: Mapped[str] = mapped_column(Text, default="")
    """What they did in another way."""
    happened: Mapped[str] = mapped_column(Text, default="")
    tried_on: Mapped[date]
    """The day on which it was tried, as they say: a date of their calendar, in no zone."""
    at: Mapped[datetime] = mapped_column(default_factory=now)
    """When it was told."""
    corrected_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its words were last replaced."""
    question_id: Mapped[int | None] = mapped_column(default=None)
    """The thread with the question that it led to."""
    state: Mapped[str] = mapped_column(
        OneOf("shown", "hidden", "removed"), default="shown", server_default="shown"
    )
    """Whether others read its words: a steward hides or removes them. It counts all the same."""
    form_key: Mapped[str | None] = mapped_column(Text, default=None)
    form_hash: Mapped[str | None] = mapped_column(Text, default=None)


class Plan(Base, kw_only=True):
    """What a member means to try: only they know of it. One for each thing; it ends by a DELETE.

    The day has passed unanswered, and they were asked how it went, if ``asked_day`` is the day.
    """

    __tablename__ = "forum_plan"
    __table_args__ = (
        CheckConstraint(_ONE_THING, name="one_thing"),
        UniqueConstraint("member_id", "post_id"),
        UniqueConstraint("member_id", "artefact_id"),
        UniqueConstraint("member_id", "thread_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("forum_post.id"), default=None)
    artefact_id: Mapped[int | None] = mapped_column(ForeignKey("forum_artefact.id"), default=None)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("forum_thread.id"), default=None)
    """The discussion of a page of the host."""
    day: Mapped[date | None] = mapped_column(default=None)
    """The last day on which they mean to try it: a date of their calendar, in no zone. Without one
    nothing is asked."""
    place: Mapped[str] = mapped_column(Text, default="")
    """Where, in their words."""
    look_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    """When to ask, to look again whether it is time to, or to end it unanswered; None without a
    day."""
    asked_day: Mapped[date | None] = mapped_column(default=None)
    """The day about which they were asked last."""
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
