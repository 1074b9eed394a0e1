"""The builds of an index that an engine keeps in a folder, and which of them is searched."""

from __future__ import annotations

import os
import re
import shutil
import socket
from contextlib import contextmanager, suppress
from time import time
from typing import TYPE_CHECKING
from uuid import uuid4

from ..files import make_folder, read_or_create
from .protocol import INDEX_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALM = 600
"""How many seconds must pass between setting aside two indexes."""


class Builds:
    """The builds in *folder*: folders ``index-<version><language>-<n>``, one named in ``CURRENT``.

    *format* stands before the number, for an engine that does not read indexes of every format.
    """

    def __init__(self, folder: Path, *, language: str, format: str = "") -> None:
        self.folder = folder
        self.prefix = f"index-{INDEX_VERSION}{language}-{format}"
        self._pattern = re.compile(rf"index-\d+([a-z]*)-{re.escape(format)}\d+", re.ASCII)

    def home_id(self) -> str:
        """Return the random id of this folder."""
        self.make(self.folder)
        return read_or_create(self.folder / "ID", lambda: uuid4().hex).strip()

    def location(self) -> str:
        """Return this machine and folder, which identify even a deleted index."""
        return f"{socket.gethostname()}:{self.folder}"

    def make(self, folder: Path) -> None:
        """Make *folder* for this account only.

        The texts of closed spaces are in it, and Whoosh unpickles what it finds there.
        """
        make_folder(folder, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)

    def current(self) -> str:
        """Return the name of the build to search, or "" if there is none."""
        try:
            name = (self.folder / "CURRENT").read_text("ascii", "replace").strip()
        except OSError:
            return ""
        return name if self._pattern.fullmatch(name) and (self.folder / name).is_dir() else ""

    def language_of(self, name: str) -> str:
        """Return the language of the build *name*, which is one of ours."""
        found = self._pattern.fullmatch(name)
        return found[1] if found else ""

    def fits(self, name: str) -> bool:
        """Whether the build *name* is of this version and language."""
        return name.startswith(self.prefix)

    @contextmanager
    def new(self) -> Iterator[Path]:
        """Yield the folder of a new build, which replaces the others if the block succeeds.

        Which build is searched survives a power cut; the engine sees to the files in it. A block
        that fails leaves nothing.
        """
        old = sorted(self.folder.glob("index-*"))
        numbers = [int(n) for path in old if (n := path.name.rpartition("-")[2]).isdecimal()]
        fresh = self.folder / f"{self.prefix}{max(numbers, default=0) + 1}"
        self.make(fresh)
        try:
            yield fresh
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        named = self.folder / "CURRENT.new"
        named.write_text(fresh.name, "ascii")
        for path in (fresh, named):
            _sync(path)
        named.replace(self.folder / "CURRENT")
        _sync(self.folder)
        for path in old:
            shutil.rmtree(path, ignore_errors=True)

    def set_aside(self) -> None:
        """Forget the current build, so that a new one is made.

        Not twice within ``CALM`` seconds: a bug would have it made again and again.
        """
        mark = self.folder / "PUT-ASIDE"
        with suppress(OSError):
            if mark.exists() and time() - mark.stat().st_mtime < CALM:
                return
            self.make(self.folder)
            mark.touch()
            (self.folder / "CURRENT").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have what is in the file or folder *path* survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
