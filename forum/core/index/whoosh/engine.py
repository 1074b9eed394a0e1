"""The search engine that needs no server: Whoosh, in a folder on this machine."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from .. import strategy
from ..builds import Builds
from ..protocol import Busy, NotReady
from .search import WhooshIndex
from .similar import similar
from .store import SCHEMA, IndexWriter, OpenIndex, storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..protocol import Matches, Order, Reach, SearchQuery
    from .segments import Segment

T = TypeVar("T")
_log = logging.getLogger(__name__)


class WhooshEngine:
    """The index in *folder*: the folder ``index-<version><language>-<n>`` named in ``CURRENT``."""

    def __init__(self, folder: Path, *, language: str) -> None:
        self.folder, self.language = folder, language
        self.builds = Builds(folder, language=language)
        self._own = threading.local()
        self._segments: dict[str, Segment] = {}

    def search(self, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
        """Return page *page* (from 1) of what *query* finds. Raises NotReady."""

        def ask(index: OpenIndex) -> Matches:
            open_index = WhooshIndex(index)
            found = strategy.search(open_index, query, reach=reach, page=page, order=order)
            return found if self.builds.fits(index.name) else replace(found, outdated=True)

        return self._read(ask)

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents with a title like *title*. Raises NotReady."""
        return self._read(lambda index: similar(index, title, reach=reach, most=most))

    def ready(self) -> bool:
        """Whether there is an index to search, of any version and language."""
        return bool(self.builds.current())

    def is_current(self) -> bool:
        """Whether there is an index of this version and language."""
        return self.builds.fits(self.builds.current())

    def count(self) -> int:
        """Return the number of documents. Raises NotReady."""
        return self._read(lambda index: int(index.searcher.doc_count()))

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
        lock = storage(self.folder).lock("LOCK")
        if not lock.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """Update the index. Raises NotReady if there is no current one, or it cannot be written."""
        name = self.builds.current()
        if not self.builds.fits(name):
            raise NotReady
        writer = self._guarded(lambda: IndexWriter(self.folder / name, self.language))
        try:
            yield writer
        except BaseException as fault:
            writer.cancel()
            if writer.failed:
                self.builds.set_aside()
                raise NotReady from fault
            raise
        self._guarded(writer.commit)

    @contextmanager
    def rebuilding(self) -> Iterator[IndexWriter]:
        """Write a new index, which replaces the old one at the end."""
        with self.builds.new() as fresh:
            storage(fresh).create_index(SCHEMA)
            writer = IndexWriter(fresh, self.language)
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.cancel()
                raise

    def _read(self, work: Callable[[OpenIndex], T]) -> T:
        """Return what *work* returns; if the index fails, open it once more, then set it aside."""
        try:
            return work(self._opened())
        except NotReady:
            raise
        except Exception:
            self._close()
            return self._guarded(lambda: work(self._opened()))

    def _opened(self) -> OpenIndex:
        """Return this thread's open index: a searcher shared by threads gives wrong results."""
        name = self.builds.current()
        if not name:
            raise NotReady
        folder = self.folder / name
        opened: OpenIndex | None = getattr(self._own, "opened", None)
        if opened is None or not opened.fits(folder):
            self._close()
            opened = self._own.opened = OpenIndex(
                folder, self._segments, language=self.builds.language_of(name)
            )
        return opened

    def _close(self) -> None:
        """Close the index that this thread has opened."""
        opened: OpenIndex | None = getattr(self._own, "opened", None)
        self._own.opened = None
        if opened is not None:
            opened.close()

    def _guarded(self, work: Callable[[], T]) -> T:
        """Return what *work* returns. A damaged index is set aside, and NotReady raised."""
        try:
            return work()
        except NotReady:
            raise
        except Exception as fault:
            _log.exception("the search index is damaged")
            self.builds.set_aside()
            raise NotReady from fault
