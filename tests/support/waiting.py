"""Waits until something is true, instead of for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable

LONGEST = 60
"""Seconds that a loaded machine is given."""


def soon(what: Callable[[], object]) -> bool:
    """Whether *what* becomes true in time."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False
