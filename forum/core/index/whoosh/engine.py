"""The search engine that needs no server: Whoosh, in a folder on this machine."""

from __future__ import annotations

import logging
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
from .search import WhooshIndex
from .similar import similar
from .store import SCHEMA, IndexWriter, OpenIndex, storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ..protocol import Matches, Order, Reach, SearchQuery
    from .segments import Segment

T = TypeVar("T")
_log = logging.getLogger(__name__)
_BUILD = re.compile(r"index-(\d+)([a-z]*)-\d+", re.ASCII)
"""The name of a build: its version and language, then its number."""
CALM = 600
"""How many seconds must pass between setting aside two indexes."""


class WhooshEngine:
    """The index in *folder*: the folder ``index-<version><language>-<n>`` named in ``CURRENT``."""

    def __init__(self, folder: Path, *, language: str) -> None:
        self.folder, self.language = folder, language
        self.prefix = f"index-{INDEX_VERSION}{language}-"
        self._own = threading.local()
        self._segments: dict[str, Segment] = {}

    def search(self, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
        """Return page *page* (from 1) of what *query* finds. Raises NotReady."""

        def ask(index: OpenIndex) -> Matches:
            open_index = WhooshIndex(index)
            found = strategy.search(open_index, query, reach=reach, page=page, order=order)
            return found if self._is_current(index.name) else replace(found, outdated=True)

        return self._read(ask)

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents with a title like *title*. Raises NotReady."""
        return self._read(lambda index: similar(index, title, reach=reach, most=most))

    def word_matcher(self, stems: Iterable[str]) -> Callable[[str], bool]:
        """Return a predicate that says whether a word has one of *stems*."""
        return stemming.word_matcher(stems, self.language)

    def ready(self) -> bool:
        """Whether there is an index to search, of any version and language."""
        return bool(self._build())

    def is_current(self) -> bool:
        """Whether there is an index of this version and language."""
        return self._is_current(self._build())

    def count(self) -> int:
        """Return the number of documents. Raises NotReady."""
        return self._read(lambda index: int(index.searcher.doc_count()))

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
        name = self._build()
        if not self._is_current(name):
            raise NotReady
        writer = self._guarded(lambda: IndexWriter(self.folder / name, self.language))
        try:
            yield writer
        except BaseException as fault:
            writer.cancel()
            if writer.failed:
                self._set_aside()
                raise NotReady from fault
            raise
        self._guarded(writer.commit)

    @contextmanager
    def rebuilding(self) -> Iterator[IndexWriter]:
        """Write a new index, which replaces the old one at the end."""
        old = sorted(self.folder.glob("index-*"))
        numbers = [int(n) for path in old if (n := path.name.rpartition("-")[2]).isdecimal()]
        fresh = self.folder / f"{self.prefix}{max(numbers, default=0) + 1}"
        self._make(fresh)
        storage(fresh).create_index(SCHEMA)
        writer = IndexWriter(fresh, self.language)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.cancel()
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        named = self.folder / "CURRENT.new"
        named.write_text(fresh.name, "ascii")
        named.replace(self.folder / "CURRENT")
        for path in old:
            shutil.rmtree(path, ignore_errors=True)

    def _make(self, folder: Path) -> None:
        """Make *folder* for this account only: Whoosh unpickles what it finds there."""
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

    def _is_current(self, name: str) -> bool:
        return name.startswith(self.prefix)

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
        build = _BUILD.fullmatch(self._build())
        if build is None:
            raise NotReady
        folder = self.folder / build[0]
        opened: OpenIndex | None = getattr(self._own, "opened", None)
        if opened is None or not opened.fits(folder):
            self._close()
            opened = self._own.opened = OpenIndex(folder, self._segments, language=build[2])
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
