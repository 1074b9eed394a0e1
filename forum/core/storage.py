"""Where files lie: a folder, or what the host gives. No page of this version keeps any yet."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

from flask import current_app

from .state import state

if TYPE_CHECKING:
    from .storage_protocol import Storage

NAME = re.compile(r"[a-z0-9-]{1,100}(?:/[a-z0-9-]{1,100}){0,3}")
"""What a file is called: ids of ours, never a name that somebody typed."""
ABSENT = "check-absent"
"""A name that no file has."""


class Folder:
    """Files in a folder, which is made with the first of them and is for this user alone.

    Every method raises ValueError for what is no ``NAME``, and OSError where the disk refuses. A
    file whose name begins with a dot is what a save left that was cut off.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def save(self, name: str, stream: BinaryIO) -> None:
        """Keep all bytes of *stream*: when this returns, they outlast a loss of power."""
        place = self._place(name)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.mkdir(mode=0o700, exist_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f".{uuid4().hex}")
        try:
            with part.open("xb") as file:
                shutil.copyfileobj(stream, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
        for folder in list(place.parents)[: name.count("/") + 2]:  # up to what holds ours
            _settle(folder)

    def open(self, name: str) -> BinaryIO:
        """Return the bytes of *name*; FileNotFoundError where there is no such file."""
        return self._place(name).open("rb")

    def delete(self, name: str) -> None:
        """Remove the file *name*, if it is there."""
        self._place(name).unlink(missing_ok=True)

    def writable(self) -> bool:
        """Whether a file could be written, as far as one can tell without writing any."""
        near = next(place for place in (self.path, *self.path.parents) if place.exists())
        return near.is_dir() and os.access(near, os.W_OK | os.X_OK)

    def _place(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a kept file")
        return self.path / name


def _settle(folder: Path) -> None:
    """Let a new name in *folder* outlast a loss of power, where the system can promise that."""
    with suppress(OSError):  # Windows opens no folder, some file systems sync none
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def storage() -> Storage:
    """Return what keeps the files of this app. Nothing is made yet."""
    given = state().config.storage
    if given is None or isinstance(given, str | os.PathLike):
        return Folder(Path(given or Path(current_app.instance_path) / "forum-files").absolute())
    return given


def works() -> bool:
    """Whether files can be kept, as far as one can tell without keeping one.

    A storage of the host's is asked for a file that is not there. It raises what that raises, but
    FileNotFoundError.
    """
    kept = storage()
    if isinstance(kept, Folder):
        return kept.writable()
    with suppress(FileNotFoundError):
        kept.open(ABSENT).close()
        return False
    return True
