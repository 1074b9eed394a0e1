"""What the statements of this room return."""

from __future__ import annotations

from typing import NamedTuple


class TargetRow(NamedTuple):
    """A thread, a post or a page of the library that a link leads to."""

    id: int
