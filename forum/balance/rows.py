"""What the statements about one's own part return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class PartRow(NamedTuple):
    """One thing that the viewer asked, answered, tried or wrote in the library."""

    kind: str
    """One of "asked", "answered", "reflected", "wrote", "tried", and of what it was that they tried
    "tried post", "tried page", "tried host page"."""
    id: int
    """The post, or the page of the library, or the thread about a page of the host."""
    at: datetime
    title: str
    """The title of its thread, or its own."""
    tags: str


class WaitingRow(NamedTuple):
    """An unanswered question that the viewer could answer."""

    id: int
    slug: str
    title: str
    tags: str
