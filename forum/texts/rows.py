"""Where a text is from, as forms, revisions and posts have it."""

from __future__ import annotations

from typing import NamedTuple

ORIGINS = ("own", "source", "machine")
"""Where a text is from: own work, a source, or a machine, checked by somebody who is named."""
NOTE = 200
"""The longest name of a source, or of who has checked a text, in characters."""


class Origin(NamedTuple):
    """Where a text is from."""

    kind: str = "own"
    """One of ``ORIGINS``."""
    note: str = ""
    """Which source, or who has checked it; empty for own work."""

    @property
    def stored(self) -> str:
        """As the column of a post has it: "machine:Ana"; empty for own work."""
        return "" if self.kind == "own" else f"{self.kind}:{self.note}"


OWN = Origin()
"""Where a text is from if nobody has said so."""


def origin_in(stored: str) -> Origin:
    """Return the origin that ``Origin.stored`` has written."""
    kind, _, note = stored.partition(":")
    return Origin(kind, note) if kind else OWN
