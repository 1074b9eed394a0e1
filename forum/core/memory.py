"""What a process remembers, within a budget in bytes: pieces alone say nothing about their size."""

from __future__ import annotations

from functools import lru_cache
from sys import getsizeof
from threading import Lock
from types import NoneType
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_ENTRY = 200  # bytes that an entry takes beside its values
_NUMBERS = frozenset({int, float, bool, NoneType})


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
    """Return how many bytes *value* takes, with the texts in its tuples, sets and fields.

    Numbers in them are not counted: they are small, mostly shared, and many.
    """
    size, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        size += getsizeof(one)
        if isinstance(one, (tuple, list, set, frozenset)):
            waiting += [part for part in one if type(part) not in _NUMBERS]
        elif not isinstance(one, str) and hasattr(one, "__dict__"):
            waiting += [part for part in vars(one).values() if type(part) not in _NUMBERS]
    return size
