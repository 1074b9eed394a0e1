"""What can be wrong with a tantivy index: its files, its deleted documents, its panics."""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from struct import unpack
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")
_MAGIC = 1337
"""The last number of each file of an index that ends with a checksum."""


class Damaged(Exception):
    """The index cannot be read, or a search in it panicked."""


class Full(OSError):
    """There is no space left on the disk."""


def unpanicked(work: Callable[[], T]) -> T:
    """Return what *work* returns. A panic of tantivy, which is no Exception, raises Damaged."""
    try:
        return work()
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":
            raise Damaged(str(fault)) from None
        if isinstance(fault, ValueError) and "No space left" in str(fault):
            raise Full(str(fault)) from fault
        raise


def dead_and_all(folder: Path) -> tuple[int, int]:
    """Return how many documents of the index in *folder* are deleted, and how many are in it.

    Deleted ones stay until their segment is merged. Returns zeros if it cannot be read.
    """
    try:
        parts = _segments(folder)
        dead = sum(part["deletes"]["num_deleted_docs"] for part in parts if part["deletes"])
        return dead, sum(part["max_doc"] for part in parts)
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0


def check_files(folder: Path, checked: set[Path]) -> None:
    """Raise Damaged if a file of the index in *folder* is not as it was written.

    tantivy never looks, and a writer that meets such a file aborts the process. The files of a
    segment do not change: each is checked once, and then listed in *checked*.
    """
    there = set()
    for part in _segments(folder):
        there |= set(folder.glob(f"{part['segment_id'].replace('-', '')}.*"))
    checked &= there
    for path in sorted(there - checked):
        with suppress(FileNotFoundError):  # another process has merged it
            if not _is_whole(path.read_bytes()):
                raise Damaged(f"{path} has changed since it was written")
            checked.add(path)


def _segments(folder: Path) -> list[dict[str, Any]]:  # what tantivy writes as JSON
    """Return what ``meta.json`` says about the parts of an index. Raises ValueError, KeyError."""
    segments: list[dict[str, Any]] = json.loads((folder / "meta.json").read_bytes())["segments"]
    return segments


def _is_whole(content: bytes) -> bool:
    """Whether *content* ends with its checksum: that in JSON, the length of this, a number."""
    length, magic = unpack("<II", content[-8:]) if len(content) >= 8 else (0, 0)
    if magic != _MAGIC or length > len(content) - 8:
        return False
    try:
        crc = json.loads(content[-8 - length : -8])["crc"]
    except (ValueError, KeyError, TypeError):
        return False
    return bool(zlib.crc32(content[: -8 - length]) == crc)
