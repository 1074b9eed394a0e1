"""What the statements of this room return."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class GapRow(NamedTuple):
    """Words that were looked for and not found."""

    id: int
    words: str
    times: int
    day: date


class GapIdRow(NamedTuple):
    """The id of a line."""

    id: int
