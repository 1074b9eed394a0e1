"""What the statement about answers that helped returns."""

from __future__ import annotations

from typing import NamedTuple


class HelpedRow(NamedTuple):
    """An answer that helped the asker."""

    id: int
    number: int
    name: str
