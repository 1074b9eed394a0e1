"""What a process remembers, within a budget in bytes: pieces alone say nothing about their size."""

from __future__ import annotations

from functools import lru_cache
from sys import getsizeof
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_ENTRY = 200  # bytes that an entry takes beside its values


class Budget:
    """Results of functions, of at most *most_bytes* together, and one result more.

    When they are more, all are forgotten at once: that costs each result being made once more, and
    keeps finding one as fast as ``lru_cache`` is.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.bytes = most_bytes, 0
        self.remembering: dict[Callable[..., object], Callable[..., object]] = {}
        self._lock = Lock()

    def remembering_results(self, make: Callable[..., T], *, most: int) -> Callable[..., T]:
        """Return a function like *make* that remembers its *most* last results in this budget."""
        found = self.remembering.get(make)
        if found is None:
            found = self.remembering[make] = lru_cache(maxsize=most)(self._counted(make))
        return cast("Callable[..., T]", found)

    def forget(self) -> None:
        """Forget every result."""
        for remembering in list(self.remembering.values()):
            remembering.cache_clear()  # type: ignore[attr-defined]
        self.bytes = 0

    def _counted(self, make: Callable[..., T]) -> Callable[..., T]:
        def counted(*values: object) -> T:
            made = make(*values)
            size = _ENTRY + size_of(values) + size_of(made)
            with self._lock:
                if self.bytes + size > self.most_bytes:
                    self.forget()
                self.bytes += size
            return made

        return counted


def size_of(value: object) -> int:
    """Return how many bytes *value* takes, with the texts in its tuples, sets and fields."""
    size = getsizeof(value)
    if isinstance(value, (tuple, list, set, frozenset)):
        return size + sum(map(size_of, value))
    if isinstance(value, str) or not hasattr(value, "__dict__"):
        return size
    return size + sum(map(size_of, vars(value).values()))
