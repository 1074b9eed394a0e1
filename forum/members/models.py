"""Members, their groups at the host, and retired handles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import FOLDED, Base, folded_column, now, partial_index
from ..core.text.folding import folded_end


class Member(Base, kw_only=True):
    """A member. ``user_key``, the host's id as text, is None for imported and former ones.

    Whoever has only read has a row for their read marks, without handle, name or date.
    """

    __tablename__ = "forum_member"
    __table_args__ = (
        # Once imported members are counted, SQLite takes a key for one that nearly all of them have
        # in common, and reads them all for each page: hence an index without them.
        partial_index("ix_forum_member_known", "user_key", where="user_key IS NOT NULL"),
        Index(None, "name_folded", "id"),
        Index(None, "name_end", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_key: Mapped[str | None] = mapped_column(Text, unique=True, default=None)
    handle: Mapped[str | None] = mapped_column(FOLDED, unique=True, default=None)
    """Made from the name, which it follows. None until they first write."""
    name: Mapped[str | None] = mapped_column(Text, default=None)
    """None until they first write; empty for a former member."""
    name_folded: Mapped[str] = folded_column("name")
    organisation: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str | None] = mapped_column(Text, default=None)
    """The person's own page at the host."""
    avatar: Mapped[str | None] = mapped_column(Text, default=None)
    locale: Mapped[str | None] = mapped_column(Text, default=None)
    timezone: Mapped[str | None] = mapped_column(Text, default=None)
    joined_at: Mapped[datetime | None] = mapped_column(default_factory=now)
    """When they first wrote."""
    former: Mapped[bool] = mapped_column(default=False)
    name_end: Mapped[str] = folded_column("name", folded_end)
    """The last word of the folded name, by which an index finds people as well."""


class MemberAudience(Base, kw_only=True):
    """A group of the host that a member was in when they last wrote.

    Used for notices and for offered names. A viewer's right to read depends on the host's current
    answer.
    """

    __tablename__ = "forum_member_audience"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    audience: Mapped[str] = mapped_column(Text, primary_key=True, index=True)


class RetiredHandle(Base, kw_only=True):
    """A handle that nobody else is ever given: old mentions must not lead to somebody else."""

    __tablename__ = "forum_retired_handle"

    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    """SHA-256 in hexadecimal, because the name itself may have to be forgotten."""
    member_id: Mapped[int | None] = mapped_column(ForeignKey("forum_member.id"), default=None)
    """The member who has another handle now: links to the old one redirect to them."""
