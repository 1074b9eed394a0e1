"""Which steps of paths a member has done."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database.base import Base


class StepMark(Base, kw_only=True):
    """A member has done a step. It belongs to where the step leads, not to its place in a path."""

    __tablename__ = "forum_step_mark"

    member_id: Mapped[int] = mapped_column(ForeignKey("forum_member.id"), primary_key=True)
    target: Mapped[str] = mapped_column(Text, primary_key=True)
    """The key of the step, as ``core/text/steps.py`` makes it."""
    artefact_id: Mapped[int | None] = mapped_column(ForeignKey("forum_artefact.id"), default=None)
    """The page of the library that this is: the mark counts for the page that replaces it."""
