"""Spaces and their members."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base, OneOf, folded_column, now


class Space(Base, kw_only=True):
    """A place with a purpose and norms.

    Everyone can read an open one, only its members a closed one, and only the people in one group
    of the host, its audience, a bound one. Unlisted spaces hold the discussions on pages of the
    host.
    """

    __tablename__ = "forum_space"
    __table_args__ = (
        CheckConstraint("(access = 'bound') = (audience is not null)", name="audience"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    name_folded: Mapped[str] = folded_column("name")
    """By which lists of spaces are sorted."""
    purpose: Mapped[str] = mapped_column(Text, default="")
    norms: Mapped[str] = mapped_column(Text, default="")
    norms_changed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they were last changed; None if they are as they were at first."""
    """One on each line."""
    access: Mapped[str] = mapped_column(OneOf("open", "closed", "bound"), default="open")
    audience: Mapped[str | None] = mapped_column(Text, default=None)
    """The name of the host's group whose people read it; set only if it is bound."""
    listed: Mapped[bool] = mapped_column(default=True)
    """Whether it is in lists of spaces and new threads can be opened in it."""
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=now)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"), default=None)
    hides_reported: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a report hides a text until somebody who looks after the space has looked."""
    goal: Mapped[str | None] = mapped_column(Text, default=None)
    """What its members want to reach together, in one line."""
    last_day: Mapped[date | None] = mapped_column(default=None)
    """From this day on (UTC) its members are asked to look back together."""
    prompts: Mapped[str | None] = mapped_column(Text, default=None)
    """The keys of the questions that it offers at each form, as JSON; None if it chose nothing.

    ``prompts/presenters/wordings.py`` reads it. A space with words of its own has at least "{}".
    """


class Membership(Base, kw_only=True):
    """A membership in a space.

    In an open or a bound space only stewards and blocked members have one.
    """

    __tablename__ = "forum_membership"

    space_id: Mapped[int] = mapped_column(ForeignKey("forum_space.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("forum_member.id"), primary_key=True, index=True
    )
    steward: Mapped[bool] = mapped_column(default=False)
    steward_ends_at: Mapped[datetime | None] = mapped_column(default=None)
    """The last moment of their time as a steward: their last day, where it was chosen."""
    blocked_at: Mapped[datetime | None] = mapped_column(default=None)
    since: Mapped[datetime] = mapped_column(default_factory=now)
