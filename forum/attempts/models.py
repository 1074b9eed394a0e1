"""What members tried: each time a row."""

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
    form_key: Mapped[str | None] = mapped_column(Text, default=None)
    form_hash: Mapped[str | None] = mapped_column(Text, default=None)
