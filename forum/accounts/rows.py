"""What the statements about accounts return: one class each, its fields their columns."""

from __future__ import annotations

from typing import NamedTuple


class PasswordRow(NamedTuple):
    """An account with the hash of its password."""

    id: int
    password: str
