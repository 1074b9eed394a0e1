"""What the statements about the host's pages return."""

from __future__ import annotations

from typing import NamedTuple


class AnchoredThreadRow(NamedTuple):
    """The thread about a page, whoever may read it: for decisions, never to be shown."""

    id: int
    space_id: int
    audience: str | None


class CountRow(NamedTuple):
    """How many posts there are about a page."""

    key: str
    posts: int


class UnreadPageRow(NamedTuple):
    """A page about which there is no thread, or none that the viewer can read."""

    id: int | None
    """The thread about it, whoever may read it; None if there is none."""
    audience: str | None
    """The only group that may read that thread, or None."""
    is_first_here: bool
    """Whether the space it belongs to has norms, and the viewer has not written there yet."""
    notes: int
    """How many notes about it are in the viewer's journal."""
