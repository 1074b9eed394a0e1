"""Where imported things came from, so that a second run adds nothing twice."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base

ORIGIN = "discourse"
"""The other forum, as ``Source.origin`` calls it."""


class Source(Base, kw_only=True):
    """What something of another forum became here."""

    __tablename__ = "forum_source"
    __table_args__ = (Index(None, "kind", "object_id"),)

    origin: Mapped[str] = mapped_column(Text, primary_key=True)
    """The other forum: "discourse"."""
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    object_id: Mapped[int]
