"""Where imported things came from, so that a second run adds nothing twice."""

from __future__ import annotations

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base

ORIGIN = "discourse"
"""The first forum that was imported, as ``Source.origin`` calls it; the others begin with it."""


class Source(Base, kw_only=True):
    """What something of another forum became here."""

    __tablename__ = "forum_source"
    __table_args__ = (Index(None, "kind", "object_id"),)

    origin: Mapped[str] = mapped_column(Text, primary_key=True)
    """The other forum: "discourse"; "discourse:old.example" for a second one."""
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    """"topic", "post", "person", "category", "space"; "left" for a post that was left out, "link"
    and "path" for a post with links to update, "host" for where the other forum was."""
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    object_id: Mapped[int]
