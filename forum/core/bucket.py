"""Files in a bucket of an object store, such as S3: the only module that knows obstore."""

from __future__ import annotations

import io
import os
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from .storage_protocol import checked

if TYPE_CHECKING:
    from obstore.store import ObjectStore

SCHEME = "s3://"
"""How the address of a bucket begins."""


def is_bucket(storage: object) -> bool:
    """Whether the setting *storage* is the address of a bucket: "s3://intranet/forum"."""
    return isinstance(storage, str) and storage.startswith(SCHEME)


class Bucket:
    """Files in a bucket. Keys and endpoint come from the environment, as obstore reads them.

    Every method raises ValueError for what cannot be a name, FileNotFoundError for a name that is
    not stored, and else an error of obstore's if the store fails.
    """

    def __init__(self, store: ObjectStore) -> None:
        self.store = store

    def save(self, name: str, stream: BinaryIO) -> None:
        """Store all bytes of *stream*: a store shows a name only once all of them are there."""
        import obstore  # only loaded where it is used: an extra

        obstore.put(self.store, checked(name), stream)

    def open(self, name: str) -> BinaryIO:
        """Return the bytes of *name*, which are read in parts, from any place."""
        import obstore

        return cast(
            "BinaryIO", io.BufferedReader(_Parts(obstore.open_reader(self.store, checked(name))))
        )

    def delete(self, name: str) -> None:
        """Delete the file *name*, if it exists."""
        import obstore

        obstore.delete(self.store, checked(name))


class _Parts(io.RawIOBase):
    """Reads of a stored file only what is asked for."""

    def __init__(self, reader: Any) -> None:  # obstore gives no name to its type
        self._reader = reader

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._reader.seek(offset, whence))

    def tell(self) -> int:
        return int(self._reader.tell())

    def readinto(self, buffer: Any) -> int:
        some = self._reader.read(len(buffer))
        buffer[: len(some)] = some
        return len(some)


def bucket(address: str) -> Bucket:
    """Return the bucket at *address*; a process that was forked makes a connection of its own."""
    return _bucket(address, os.getpid())


@cache
def _bucket(address: str, _pid: int) -> Bucket:
    from obstore.store import from_url

    return Bucket(from_url(address))
