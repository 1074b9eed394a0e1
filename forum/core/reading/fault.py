"""Why a file cannot be read."""

from __future__ import annotations


class Fault(Exception):
    """The file cannot be read. *reason* is a code of ``limited_process.py: REASONS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
