"""The search engine that needs no server: Whoosh, in a folder of this machine."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
from contextlib import contextmanager, suppress
from functools import partial
from time import time
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from .. import stemming
from ..protocol import Busy, NotReady
from .search import search, similar
from .store import SCHEMA, OpenIndex, Writing, storage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ..protocol import Found, Order, Reach, Sought, Term
    from .bitsets import Segment, Sets

T = TypeVar("T")
_log = logging.getLogger(__name__)
VERSION = 2
"""Of what is written into the index: an index of another version is built anew."""
CALM = 600
"""Seconds in which an index is not built anew a second time because it could not be read."""


class WhooshEngine:
    """An index in *folder*: an ``index-<version>-<n>`` named by the file ``CURRENT``."""

    def __init__(self, folder: Path, *, language: str) -> None:
        self.folder, self.language = folder, language
        self.prefix = f"index-{VERSION}{language}-"
        self._own = threading.local()
        self._segments: dict[str, Segment] = {}

    def search(self, sought: Sought, *, reach: Reach, page: int, order: Order) -> Found:
        """Return a page of what *sought* finds; NotReady where there is no index."""
        return self._read(
            partial(search, self.language, sought, reach=reach, page=page, order=order)
        )

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents whose title is like *title*; NotReady."""
        return self._read(partial(similar, self.language, title, reach=reach, most=most))

    def found(self, terms: Iterable[Term]) -> Callable[[str], bool]:
        """Return what says of a word of a text whether one of *terms* finds it."""
        return stemming.found(terms, self.language)

    def ready(self) -> bool:
        """Whether there is an index of this version and language."""
        return bool(self._current())

    def count(self) -> int:
        """Return how many documents there are; NotReady."""
        return self._read(lambda searcher, _: int(searcher.doc_count()))

    def home(self) -> str:
        """Return the random id of this folder."""
        self._make(self.folder)
        file = self.folder / "ID"
        if not file.exists():
            fresh = self.folder / f"ID-{uuid4().hex}"
            fresh.write_text(uuid4().hex, "ascii")
            with suppress(FileExistsError):
                os.link(fresh, file)
            fresh.unlink()
        return file.read_text("ascii", "replace").strip()

    def place(self) -> str:
        """Return this machine and folder, to know the index again when it was deleted."""
        return f"{socket.gethostname()}:{self.folder}"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep everybody else, threads and processes, from writing; Busy at once."""
        self._make(self.folder)
        lock = storage(self.folder).lock("LOCK")
        if not lock.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Write into the index; NotReady where there is none or it cannot be written to."""
        name = self._current()
        if not name:
            raise NotReady
        writing = self._guarded(lambda: Writing(self.folder / name, self.language))
        try:
            yield writing
        except BaseException as fault:
            writing.cancel()
            if writing.failed:
                self._put_aside()
                raise NotReady from fault
            raise
        self._guarded(writing.commit)

    @contextmanager
    def rebuilding(self) -> Iterator[Writing]:
        """Write a new index, which is put in the old one's place at the end."""
        old = sorted(self.folder.glob("index-*"))
        numbers = [int(n) for path in old if (n := path.name.rpartition("-")[2]).isdecimal()]
        fresh = self.folder / f"{self.prefix}{max(numbers, default=0) + 1}"
        self._make(fresh)
        storage(fresh).create_index(SCHEMA)
        writing = Writing(fresh, self.language)
        try:
            yield writing
            writing.commit()
        except BaseException:
            writing.cancel()
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        named = self.folder / "CURRENT.new"
        named.write_text(fresh.name, "ascii")
        named.replace(self.folder / "CURRENT")
        for path in old:
            shutil.rmtree(path, ignore_errors=True)

    def _make(self, folder: Path) -> None:
        """Make *folder*, which holds pickles: for this account alone."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)

    def _current(self) -> str:
        """Return the name of the index to use, or nothing where there is none."""
        try:
            name = (self.folder / "CURRENT").read_text("ascii", "replace").strip()
        except OSError:
            return ""
        fits = name.startswith(self.prefix) and name.removeprefix(self.prefix).isdecimal()
        return name if fits and (self.folder / name).is_dir() else ""

    def _read(self, work: Callable[[Any, Sets], T]) -> T:
        """Do *work* with this thread's searcher; once more with a new one if it fails."""
        try:
            return work(*self._searcher())
        except NotReady:
            raise
        except Exception:
            self._let_go()
            return self._guarded(lambda: work(*self._searcher()))

    def _searcher(self) -> tuple[Any, Sets]:
        """Return a searcher of this thread: sharing one makes wrong results."""
        name = self._current()
        if not name:
            raise NotReady
        opened: OpenIndex | None = getattr(self._own, "opened", None)
        if opened is None or not opened.fits(self.folder / name):
            self._let_go()
            opened = self._own.opened = OpenIndex(self.folder / name, self._segments)
        return opened.searcher, opened.sets

    def _let_go(self) -> None:
        """Close what this thread has open of the index."""
        opened: OpenIndex | None = getattr(self._own, "opened", None)
        self._own.opened = None
        if opened is not None:
            opened.close()

    def _guarded(self, work: Callable[[], T]) -> T:
        """Do *work*; where the index turns out to be damaged put it aside and raise NotReady."""
        try:
            return work()
        except NotReady:
            raise
        except Exception as fault:
            _log.exception("the search index cannot be used")
            self._put_aside()
            raise NotReady from fault

    def _put_aside(self) -> None:
        """Let the index be built anew, but not again and again for a fault that is not its own."""
        mark = self.folder / "PUT-ASIDE"
        with suppress(OSError):
            if mark.exists() and time() - mark.stat().st_mtime < CALM:
                return
            self._make(self.folder)
            mark.touch()
            (self.folder / "CURRENT").unlink(missing_ok=True)
