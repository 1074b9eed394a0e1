"""What the statements about thanks return."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class SentenceRow(NamedTuple):
    """The sentence that a member has said about something."""

    text: str


class ThanksRow(NamedTuple):
    """A sentence as whoever is thanked reads it."""

    id: int
    text: str
    at: datetime
    name: str
    handle: str
    organisation: str
