"""What the forum asks of a place for files: three methods, which a host may implement."""

from __future__ import annotations

from typing import BinaryIO, Protocol


class Storage(Protocol):
    """A place for files. A host may give any object with these three methods."""

    def save(self, name: str, stream: BinaryIO) -> None:
        """Store all bytes of *stream* as *name*, or none of them. An earlier file is replaced."""

    def open(self, name: str) -> BinaryIO:
        """Return the bytes of *name* as a stream, which the caller closes.

        Raises FileNotFoundError if *name* is not stored.
        """

    def delete(self, name: str) -> None:
        """Delete *name*. A name that is not stored is ignored."""
