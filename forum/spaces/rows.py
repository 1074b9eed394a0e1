"""What the statements about spaces return: one class each, its fields their columns."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class SpaceRow(NamedTuple):
    """A space that the viewer reads, with what they are there."""

    id: int
    slug: str
    name: str
    purpose: str
    norms: str
    access: str
    """ "open", "closed" or "bound" to a group of the host."""
    audience: str | None
    listed: bool
    archived_at: datetime | None
    is_steward: bool
    blocked_at: datetime | None


class StewardRow(NamedTuple):
    """Somebody who looks after a space."""

    space_id: int
    id: int
    handle: str
    name: str
    steward_until: date | None
