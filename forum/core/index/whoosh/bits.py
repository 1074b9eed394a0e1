"""Sets of numbers as the bits of large integers."""

from __future__ import annotations

from itertools import compress, count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_AS_NUMBERS = bytes.maketrans(b"01", b"\0\1")


def as_bits(numbers: Iterable[int], size: int) -> int:
    """Return an integer with the bits *numbers* set, all below *size*."""
    bits = bytearray(size // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def numbers_in(found: int) -> Iterator[int]:
    """Return which bits of *found* are set, from the lowest."""
    return compress(count(), bytes_of(found))


def bytes_of(found: int) -> bytes:
    """Return a byte for each bit of *found*, from the lowest: 0 or 1. None for no bits."""
    return bin(found)[:1:-1].encode().translate(_AS_NUMBERS)
