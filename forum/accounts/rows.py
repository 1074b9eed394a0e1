"""The rows of statements about accounts: one class for each, whose fields are the columns."""

from __future__ import annotations

from typing import NamedTuple


class PasswordRow(NamedTuple):
    """An account with the hash of its password."""

    id: int
    password: str
