"""What the forum asks of a place for files: three methods, which a host may implement."""

from __future__ import annotations

import re
from typing import BinaryIO, Protocol

NAME = re.compile(r"[a-z0-9-]{1,100}(?:/[a-z0-9-]{1,100}){0,3}")
"""The form of a file name: made of our own ids, never a name that somebody typed."""


def checked(name: str) -> str:
    """Return *name*. Raises ValueError if it is not a ``NAME``."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a stored file")
    return name


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
