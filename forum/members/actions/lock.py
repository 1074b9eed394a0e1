"""Makes what one member does at once happen one after the other."""

from __future__ import annotations

from sqlalchemy import update

from ...core.database.session import change
from ..models import Member


def lock_member(member_id: int) -> None:
    """Make two requests of one member wait for each other until the commit."""
    change(update(Member).where(Member.id == member_id).values(name=Member.name))
