"""What the database remembers of the search index."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from ..database.base import Base


class IndexHome(Base, kw_only=True):
    """Names the one index folder, by a random id, that drains this database's outbox."""

    __tablename__ = "forum_index_home"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    folder: Mapped[str] = mapped_column(Text)
