"""Where the one search index of a database is."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from ..database.base import Base


class IndexHome(Base, kw_only=True):
    """The one index that gets the changes of this database: "ID LOCATION" in one column."""

    __tablename__ = "forum_index_home"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    folder: Mapped[str] = mapped_column(Text)
