"""Where on a page of the library a comment stands."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base

WORDS = 300
"""The longest passage that a comment can be about, in characters."""


class Placement(Base, kw_only=True):
    """Where the post of a page's thread stands on the page: the whole of it, or a section."""

    __tablename__ = "forum_placement"

    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id"), primary_key=True)
    artefact_id: Mapped[int] = mapped_column(ForeignKey("forum_artefact.id"), index=True)
    revision: Mapped[int]
    """The number of the revision that was read when it was written."""
    section: Mapped[str] = mapped_column(Text, default="")
    """The id of the section; empty for the whole page."""
    words: Mapped[str] = mapped_column(Text, default="")
    """The words of the page that it is about; empty if it names none."""
