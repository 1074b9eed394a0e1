"""Which index the database knows."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from ..database.base import Base


class IndexHome(Base, kw_only=True):
    """Names the one index, by a random id of its folder, that drains this database's outbox."""

    __tablename__ = "forum_index_home"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    folder: Mapped[str] = mapped_column(Text)
