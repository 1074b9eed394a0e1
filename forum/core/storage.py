"""File storage: in a folder, in a bucket, or the host's own."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from flask import current_app

from .bucket import bucket, is_bucket
from .files import make_folder
from .state import state
from .storage_protocol import checked

if TYPE_CHECKING:
    from datetime import datetime

    from .storage_protocol import Storage

_PART = re.compile(r"\.[0-9a-f]{32}")
ABSENT = "check-absent"
"""A name that is never stored, to find out whether a storage answers."""


class Folder:
    """Files in a folder that only this user can read; it is created with the first file.

    Every method raises ValueError for a name that is not a ``NAME``, and OSError if the disk
    fails. A file at its top whose name begins with a dot is being saved, or was left by a save that
    was interrupted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, name: str, stream: BinaryIO) -> None:
        """Store all bytes of *stream*. When this returns, they survive a loss of power."""
        path = self._path(name)
        make_folder(self.path, mode=0o700)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path / f".{uuid4().hex}"
        try:
            with part.open("xb") as file:
                shutil.copyfileobj(stream, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        for folder in list(path.parents)[: name.count("/") + 2]:  # up to the parent of our folder
            _settle(folder)

    def open(self, name: str) -> BinaryIO:
        """Return the bytes of *name*. Raises FileNotFoundError if there is no such file."""
        return self._path(name).open("rb")

    def delete(self, name: str) -> None:
        """Delete the file *name*, if it exists."""
        self._path(name).unlink(missing_ok=True)

    def tidy(self, before: datetime) -> None:
        """Delete what saves have left that were interrupted *before* a moment."""
        for path in self.path.glob(".*"):
            if _PART.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    def writable(self) -> bool:
        """Whether permissions let a file be written; nothing is tried."""
        nearest = next(path for path in (self.path, *self.path.parents) if path.exists())
        return nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)

    def _path(self, name: str) -> Path:
        return self.path / checked(name)


def _settle(folder: Path) -> None:
    """Make a new name in *folder* survive a loss of power, if the operating system can."""
    with suppress(OSError):  # Windows cannot open folders, some file systems cannot sync them
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def storage() -> Storage:
    """Return the storage of this app. Nothing is created yet."""
    given = state().config.storage
    if isinstance(given, str) and is_bucket(given):
        return bucket(given)
    if given is None or isinstance(given, str | os.PathLike):
        return Folder(Path(given or Path(current_app.instance_path) / "forum-files").absolute())
    return given


def works() -> bool:
    """Whether files can be stored, without storing one.

    The host's storage is asked for a file that does not exist. Any error it raises, other than
    FileNotFoundError, is passed on.
    """
    files = storage()
    if isinstance(files, Folder):
        return files.writable()
    with suppress(FileNotFoundError):
        files.open(ABSENT).close()
        return False
    return True
