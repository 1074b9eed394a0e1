"""What the statement about steps returns: its fields are the columns."""

from __future__ import annotations

from typing import Literal, NamedTuple


class FormerPathRow(NamedTuple):
    """A version of a path that another one has followed."""

    source: str


class TargetRow(NamedTuple):
    """A page that a step leads to, as the viewer may know it; or a mark of the viewer's own."""

    letter: str
    """Of its address: "t" is a thread, "p" a post, "a" a page of the library; "" is a mark."""
    id: int
    """0 of a mark."""
    other: int | None
    """Of a post its thread, of a page of the library the one that replaces it."""
    words: str
    """Its title, "" if the viewer may not read it; of a mark, the key of the step."""
    state: Literal["", "shown", "gone", "unseen"]
