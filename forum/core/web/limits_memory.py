"""The counts of limits in the memory of this process.

The library's own memory starts a thread for each request, which looks at every count.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import time

from limits.storage import Storage

MOST = 20_000
"""How many counts are remembered, in some 8 MB. Beyond that the oldest are forgotten."""


class CountsInMemory(Storage):
    """Counts by key, each until its end. Made by one process for itself, without threads."""

    STORAGE_SCHEME = ["forum-memory"]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that it raises: none of its own."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add *amount* to the count of *key*, which begins again after *expiry* seconds."""
        at = time()
        with self._lock:
            found, end = self._counts.pop(key, (0, 0.0))
            if end <= at:
                found, end = 0, at + expiry
            self._counts[key] = found + amount, end
            while len(self._counts) > MOST:
                self._counts.popitem(last=False)
        return found + amount

    def get(self, key: str) -> int:
        """Return the count of *key*."""
        found, end = self._counts.get(key, (0, 0.0))
        return found if end > time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the count of *key* begins again."""
        return self._counts.get(key, (0, time()))[1]

    def check(self) -> bool:
        """Return True: it cannot fail."""
        return True

    def reset(self) -> int:
        """Forget every count, and return how many there were."""
        with self._lock:
            found = len(self._counts)
            self._counts.clear()
        return found

    def clear(self, key: str) -> None:
        """Forget the count of *key*."""
        with self._lock:
            self._counts.pop(key, None)
