"""The rows of first takes: one class per statement, one field per column."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class PresentViewRow(NamedTuple):
    """What the author of a first take thinks now."""

    source: str
    at: datetime
    view: str
    shared: bool
