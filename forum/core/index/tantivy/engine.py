"""The search engine for large archives, which needs no server: tantivy, in a folder here."""

from __future__ import annotations

import fcntl
import logging
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from .. import strategy
from ..builds import Builds
from ..protocol import Busy, NotReady
from .faults import Full, check_files, dead_and_all, unpanicked
from .search import Snapshot
from .store import IndexWriter, create_index, open_index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..protocol import Matches, Order, Reach, SearchQuery
    from .store import OpenIndex

T = TypeVar("T")
_log = logging.getLogger(__name__)
FORMAT = 27
"""The minor version of tantivy: nobody promises that another one reads its indexes."""
DEAD, FEW = 0.3, 5_000
"""From which share of deleted documents a new index is built, unless they are few."""


class TantivyEngine:
    """The index in *folder*: the folder ``index-<version><language>-t27-<n>`` named in ``CURRENT``.

    Nothing is opened before it is needed: a forked process cannot use what its parent has opened.
    An older index without a field that searches need today is set aside by the first of them.
    """

    def __init__(self, folder: Path, *, language: str) -> None:
        self.folder, self.language = folder, language
        self.builds = Builds(folder, language=language, format=f"t{FORMAT}-")
        self._opening = threading.Lock()
        self._index: OpenIndex | None = None
        self._checked: set[Path] = set()

    def search(self, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
        """Return page *page* (from 1) of what *query* finds. Raises NotReady."""

        def ask(index: Snapshot) -> Matches:
            found = strategy.search(index, query, reach=reach, page=page, order=order)
            return found if self.builds.fits(index.name) else replace(found, outdated=True)

        return self._read(ask)

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents with a title like *title*. Raises NotReady."""
        return self._read(lambda index: index.similar(title, reach=reach, most=most))

    def ready(self) -> bool:
        """Whether there is an index to search, of any version and language."""
        return bool(self.builds.current())

    def is_current(self) -> bool:
        """Whether there is an index of this version and language, and not mostly deleted documents.

        Those stay in large segments, which tantivy does not merge by itself.
        """
        name = self.builds.current()
        if not self.builds.fits(name):
            return False
        dead, all = dead_and_all(self.folder / name)
        return dead < FEW or dead < DEAD * all

    def count(self) -> int:
        """Return the number of documents. Raises NotReady."""
        return self._read(lambda index: int(index.searcher.num_docs))

    def home_id(self) -> str:
        """Return the random id of this folder."""
        return self.builds.home_id()

    def location(self) -> str:
        """Return this machine and folder, which identify even a deleted index."""
        return self.builds.location()

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Keep all other writers out, threads and processes. Raises Busy at once."""
        self.builds.make(self.folder)
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
        name = self.builds.current()
        if not self.builds.fits(name):
            raise NotReady
        writer = self._guarded(lambda: self._writer(self.folder / name))
        try:
            yield writer
        except BaseException as fault:
            writer.cancel()
            if writer.failed:
                self.builds.set_aside()
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
        with self.builds.new() as fresh:
            writer = IndexWriter(create_index(fresh), self.language, empty=True)
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.cancel()
                raise

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
        name = self.builds.current()
        if not name:
            raise NotReady
        folder = self.folder / name
        with self._opening:
            if self._index is None or not self._index.fits(folder):
                self._index = open_index(folder, self.builds.language_of(name))
            return self._index

    def _guarded(self, work: Callable[[], T]) -> T:
        """Return what *work* returns. A damaged index is set aside, and NotReady raised."""
        try:
            return unpanicked(work)
        except (NotReady, Busy, Full):
            raise
        except Exception as fault:
            _log.exception("the search index is damaged")
            self.builds.set_aside()
            raise NotReady from fault
