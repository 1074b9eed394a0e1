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
