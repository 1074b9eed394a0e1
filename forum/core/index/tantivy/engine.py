"""The search engine for large archives, which needs no server: tantivy, in a folder here."""

from __future__ import annotations

import fcntl
import logging
import os
import re
import shutil
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from time import time
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from ...files import make_folder, read_or_create
from .. import stemming, strategy
from ..protocol import INDEX_VERSION, Busy, NotReady
from .faults import Full, check_files, dead_and_all, unpanicked
from .search import Snapshot
from .store import IndexWriter, create_index, open_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ..protocol import Matches, Order, Reach, SearchQuery
    from .store import OpenIndex

T = TypeVar("T")
_log = logging.getLogger(__name__)
FORMAT = 27
"""The minor version of tantivy: nobody promises that another one reads its indexes."""
_BUILD = re.compile(rf"index-(\d+)([a-z]*)-t{FORMAT}-\d+", re.ASCII)
"""The name of a build: its version and language, the format, then its number."""
CALM = 600
"""How many seconds must pass between setting aside two indexes."""
DEAD, FEW = 0.3, 5_000
"""From which share of deleted documents a new index is built, unless they are few."""


class TantivyEngine:
    """The index in *folder*: the folder ``index-<version><language>-t27-<n>`` named in ``CURRENT``.

    Nothing is opened before it is needed: a forked process cannot use what its parent has opened.
    An older index without a field that searches need today is set aside by the first of them.
    """

    def __init__(self, folder: Path, *, language: str) -> None:
        self.folder, self.language = folder, language
        self.prefix = f"index-{INDEX_VERSION}{language}-t{FORMAT}-"
        self._opening = threading.Lock()
        self._index: OpenIndex | None = None
        self._checked: set[Path] = set()

    def search(self, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
        """Return page *page* (from 1) of what *query* finds. Raises NotReady."""

        def ask(index: Snapshot) -> Matches:
            found = strategy.search(index, query, reach=reach, page=page, order=order)
            return found if self._fits(index.name) else replace(found, outdated=True)

        return self._read(ask)

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents with a title like *title*. Raises NotReady."""
        return self._read(lambda index: index.similar(title, reach=reach, most=most))

    def word_matcher(self, stems: Iterable[str]) -> Callable[[str], bool]:
        """Return a predicate that says whether a word has one of *stems*."""
        build = _BUILD.fullmatch(self._build())
        return stemming.word_matcher(stems, build[2] if build else self.language)

    def ready(self) -> bool:
        """Whether there is an index to search, of any version and language."""
        return bool(self._build())

    def is_current(self) -> bool:
        """Whether there is an index of this version and language, and not mostly deleted documents.

        Those stay in large segments, which tantivy does not merge by itself.
        """
        name = self._build()
        if not self._fits(name):
            return False
        dead, all = dead_and_all(self.folder / name)
        return dead < FEW or dead < DEAD * all

    def count(self) -> int:
        """Return the number of documents. Raises NotReady."""
        return self._read(lambda index: int(index.searcher.num_docs))

    def home_id(self) -> str:
        """Return the random id of this folder."""
        self._make(self.folder)
        return read_or_create(self.folder / "ID", lambda: uuid4().hex).strip()

    def location(self) -> str:
        """Return this machine and folder, which identify even a deleted index."""
        return f"{socket.gethostname()}:{self.folder}"

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Keep all other writers out, threads and processes. Raises Busy at once."""
        self._make(self.folder)
        with (self.folder / "LOCK").open("wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy from None
            try:
                yield
            finally:  # not left to closing it: a process forked meanwhile has it open as well
                fcntl.flock(file, fcntl.LOCK_UN)

    @contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """Update the index. Raises NotReady if there is no current one, or it cannot be written."""
        name = self._build()
        if not self._fits(name):
            raise NotReady
        writer = self._guarded(lambda: self._writer(self.folder / name))
        try:
            yield writer
        except BaseException as fault:
            writer.cancel()
            if writer.failed:
                self._set_aside()
                raise NotReady from fault
            raise
        try:
            self._guarded(writer.commit)
        except BaseException:
            writer.cancel()
            raise

    def _writer(self, folder: Path) -> IndexWriter:
        check_files(folder, self._checked)
        return IndexWriter(self._opened().index, self.language)

    @contextmanager
    def rebuilding(self) -> Iterator[IndexWriter]:
        """Write a new index, which replaces the old one at the end."""
        old = sorted(self.folder.glob("index-*"))
        numbers = [int(n) for path in old if (n := path.name.rpartition("-")[2]).isdecimal()]
        fresh = self.folder / f"{self.prefix}{max(numbers, default=0) + 1}"
        self._make(fresh)
        writer = IndexWriter(create_index(fresh), self.language, empty=True)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.cancel()
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

    def _make(self, folder: Path) -> None:
        """Make *folder* for this account only: the texts of closed spaces are in it."""
        make_folder(folder, mode=0o700)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)

    def _build(self) -> str:
        """Return the name of the build to search, or "" if there is none."""
        try:
            name = (self.folder / "CURRENT").read_text("ascii", "replace").strip()
        except OSError:
            return ""
        return name if _BUILD.fullmatch(name) and (self.folder / name).is_dir() else ""

    def _fits(self, name: str) -> bool:
        """Whether the build *name* is of this version and language."""
        return name.startswith(self.prefix)

    def _read(self, work: Callable[[Snapshot], T]) -> T:
        """Return what *work* returns; if the index fails, open it once more, then set it aside."""
        try:
            return unpanicked(lambda: work(self._snapshot()))
        except NotReady:
            raise
        except Exception:
            self._index = None
            return self._guarded(lambda: work(self._snapshot()))

    def _snapshot(self) -> Snapshot:
        """Return the index with all that is committed."""
        return Snapshot(self._opened())

    def _opened(self) -> OpenIndex:
        """Return the index, opened once in this process: each has threads of its own."""
        build = _BUILD.fullmatch(self._build())
        if build is None:
            raise NotReady
        folder = self.folder / build[0]
        with self._opening:
            if self._index is None or not self._index.fits(folder):
                self._index = open_index(folder, build[2])
            return self._index

    def _guarded(self, work: Callable[[], T]) -> T:
        """Return what *work* returns. A damaged index is set aside, and NotReady raised."""
        try:
            return unpanicked(work)
        except (NotReady, Busy, Full):
            raise
        except Exception as fault:
            _log.exception("the search index is damaged")
            self._set_aside()
            raise NotReady from fault

    def _set_aside(self) -> None:
        """Forget the current index, so that it is rebuilt.

        Not twice within ``CALM`` seconds: a bug would have it rebuilt again and again.
        """
        mark = self.folder / "PUT-ASIDE"
        with suppress(OSError):
            if mark.exists() and time() - mark.stat().st_mtime < CALM:
                return
            self._make(self.folder)
            mark.touch()
            (self.folder / "CURRENT").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have what is in the file or folder *path* survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
