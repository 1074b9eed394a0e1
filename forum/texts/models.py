"""Where a text is from, as the tables of texts have it."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column


class WithOrigin(MappedAsDataclass, kw_only=True):
    """The column that says where a text is from."""

    origin: Mapped[str] = mapped_column(Text, default="", server_default="")
    """As ``rows.Origin.stored`` has it; empty for own work."""
