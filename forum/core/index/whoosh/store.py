"""The fields of a Whoosh index, and how it is opened and written."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from whoosh import columns, fields
from whoosh.filedb.filestore import FileStorage

from .. import stemming
from .bitsets import Sets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from whoosh.index import FileIndex

    from ..protocol import Document
    from .segments import Segment

TITLE_WEIGHT, THREAD_TITLE_WEIGHT = 3, 2
"""How many times a title counts as part of the text, and that of its thread in a reply."""
GAP = stemming.SMALL
"""Stands where a title ends. No word has it."""
SCHEMA = fields.Schema(
    id=fields.ID(unique=True, stored=True),
    kind=fields.ID,
    thread=fields.ID,
    author=fields.ID,
    space=fields.ID,
    scope=fields.ID,
    opening=fields.ID,
    year=fields.ID,
    state=fields.ID,
    tag=fields.ID,
    group=fields.COLUMN(columns.NumericColumn("q")),
    ts=fields.COLUMN(columns.NumericColumn("q")),
    size=fields.COLUMN(columns.NumericColumn("i")),
    title=fields.TEXT(phrase=False),
    text=fields.TEXT,
)


def storage(folder: Path) -> FileStorage:
    """Return *folder* for Whoosh. If memory-mapped, each searcher would copy all of it."""
    return FileStorage(str(folder), supports_mmap=False)


def open_index(folder: Path) -> FileIndex:
    """Return the index in *folder*."""
    return storage(folder).open_index(schema=SCHEMA)


class OpenIndex:
    """An index opened for one thread of one process: its searcher, its sets, its language."""

    def __init__(self, folder: Path, segments: dict[str, Segment], *, language: str) -> None:
        self.folder, self.name, self.language = folder, folder.name, language
        self.pid = os.getpid()
        self.searcher = open_index(folder).searcher()
        self.sets = Sets(self.searcher, segments)

    def fits(self, folder: Path) -> bool:
        """Whether it is up to date with *folder*."""
        mine = self.folder == folder and self.pid == os.getpid()
        return mine and bool(self.searcher.up_to_date())

    def close(self) -> None:
        """Close its files, but not in a forked process, which shares them with its parent."""
        if self.pid == os.getpid() and not self.searcher.is_closed:
            with suppress(Exception):
                self.searcher.close()

    def __del__(self) -> None:
        if hasattr(self, "searcher"):
            self.close()


class IndexWriter:
    """Writes into an index. One searcher finds all the documents to be replaced."""

    def __init__(self, folder: Path, language: str) -> None:
        self.language, index = language, open_index(folder)
        self.writer = index.writer(timeout=10, limitmb=64)
        try:
            self.searcher = index.searcher()
        except BaseException:
            self.writer.cancel()
            raise
        self.empty = not self.searcher.doc_count_all()
        self.failed = False

    def write(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]]) -> None:
        """Delete the *gone* documents, then add *documents*, replacing those with the same ids."""
        self.failed = True
        for field, value in gone:
            self._delete(field, value)
        for document in documents:
            self._delete("id", document.id)
            self.writer.add_document(**self._fields(document))
        self.failed = False

    def commit(self) -> None:
        """Make everything written part of the index."""
        self.searcher.close()
        self.writer.commit()

    def cancel(self) -> None:
        """Discard everything written and release the lock. Never raises."""
        if not self.writer.is_closed:
            with suppress(Exception):  # even this may fail on a damaged index
                self.searcher.close()
                self.writer.cancel()

    def _delete(self, field: str, value: str) -> None:
        if self.empty:
            return
        reader = self.searcher.reader()
        if (field, value) in reader:
            for number in reader.postings(field, value).all_ids():
                self.writer.delete_document(number)

    def _fields(self, document: Document) -> dict[str, object]:
        title = stemming.stems(document.title, self.language)
        of_thread = stemming.stems(document.thread_title, self.language)
        body = stemming.stems(document.body, self.language)
        text = _repeated(title, TITLE_WEIGHT) + _repeated(of_thread, THREAD_TITLE_WEIGHT) + body
        return {
            "id": document.id,
            "kind": document.kind,
            "thread": str(document.group),
            "author": str(document.author_id),
            "space": str(document.space_id),
            "scope": document.scope,
            "opening": "yes" if document.title else "no",
            "year": str(document.at.year),
            "state": list(document.states),
            "tag": list(document.tags),
            "group": document.group,
            "ts": int(document.at.timestamp() * 1000),
            "size": len(text),
            "title": title,
            "text": text,
        }


def _repeated(title: list[str], times: int) -> list[str]:
    """Return *title* so many times, with a gap after each: no phrase is found across it."""
    return [*title, GAP] * times if title else []
