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
    """What there is about a page of which the viewer reads no thread."""

    id: int | None
    """The thread about it, whoever may read it; None if there is none."""
    audience: str | None
    """The group that alone may read that thread, or None."""
    notes: int
    """How many notes about it are in the viewer's journal."""
