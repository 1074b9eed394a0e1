"""The fields of a tantivy index, and how it is opened, checked and written.

Words are stemmed here, as for the other engines, and tantivy only splits them at blanks. Nothing is
stored: the ids of hits come from a column of numbers.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING

from tantivy import Document as Fields
from tantivy import Index, SchemaBuilder

from .. import stemming
from ..protocol import Busy, NotReady
from ..weights import WORSE, counts
from .faults import Full, unpanicked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tantivy import IndexWriter as Writer
    from tantivy import Schema

    from ..protocol import Document

TEXTS = ("title", "thread_title", "body")
"""The fields with stems."""
HEAP, BUILDING_HEAP = 15_000_000, 60_000_000
"""Bytes of memory for documents that are not yet written; less than the first is refused."""
_PIECES = 1_000
"""More pieces than a file has."""
_INNER_BLANK = "\u00a0"
"""Stands for the blank that folding leaves in a few stems, at which tantivy would split them."""


@cache
def schema() -> Schema:
    """Return the fields of an index.

    Integers are signed: tantivy deletes nothing by an unsigned one, and does not say so.
    """
    builder = SchemaBuilder()
    for name in ("key", "thread", "author", "space", "ts", "opening"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_float_field("weight", fast=True)
    for name in ("kind", "state", "tag"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("scope", tokenizer_name="raw", index_option="basic")
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace")
    return builder.build()


def key_of(id: str) -> int:
    """Return the document id *id* as a number: posts are even, artefacts odd, files less than 0."""
    if id.startswith("f"):
        file, piece = id[1:].split("-")
        return -int(file) * _PIECES - int(piece)
    return int(id[1:]) * 2 + id.startswith("a")


def id_of(key: int) -> str:
    """Return the document id of *key*."""
    if key < 0:
        return f"f{-key // _PIECES}-{-key % _PIECES}"
    return f"{'a' if key % 2 else 'p'}{key // 2}"


def token(stem: str) -> str:
    """Return *stem* as it is in the index."""
    return storable(stem).replace(" ", _INNER_BLANK)


def stem_of(token: str) -> str:
    """Return the stem that is in the index as *token*."""
    return token.replace(_INNER_BLANK, " ")


def storable(text: str) -> str:
    """Return *text* without lone surrogates, which tantivy refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass
class OpenIndex:
    """An index that this process has opened. A forked child has to open its own."""

    folder: Path
    language: str
    index: Index
    schema: Schema
    pid: int = field(default_factory=os.getpid)
    span: tuple[int, int] | None = None
    """When the oldest and the newest document are from, in ms, as far as is known."""

    def fits(self, folder: Path) -> bool:
        """Whether it is the index in *folder*, opened by this process."""
        return self.folder == folder and self.pid == os.getpid()


def open_index(folder: Path, language: str) -> OpenIndex:
    """Return the index in *folder*, opened for searching."""
    index = Index.open(str(folder))
    index.config_reader("manual")
    return OpenIndex(folder, language, index, index.schema)


def create_index(folder: Path) -> Index:
    """Return a new index in *folder*."""
    return Index(schema(), path=str(folder))


class IndexWriter:
    """Writes into an index. Everything written takes effect at once, with ``commit``."""

    def __init__(self, index: Index, language: str, *, empty: bool = False) -> None:
        self.language, self.empty, self.failed = language, empty, False
        self.writer: Writer | None = _writer(index, BUILDING_HEAP if empty else HEAP)

    def write(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]]) -> None:
        """Delete the *gone* documents, then add *documents*, replacing those with the same ids."""
        for name, value in gone:
            self._call(partial(_delete, name=name, value=value))
        for document in documents:
            self._call(partial(self._put, fields=_fields(document, self.language)))

    def commit(self) -> None:
        """Make everything written part of the index, and wait until segments are merged."""
        self._call(lambda writer: writer.commit())
        self._call(lambda writer: writer.wait_merging_threads())
        self.writer = None

    def cancel(self) -> None:
        """Discard everything written and release tantivy's lock. Never raises."""
        writer, self.writer = self.writer, None
        for work in (writer.rollback, writer.wait_merging_threads) if writer else ():
            with suppress(Exception):  # even this may fail on a damaged index
                unpanicked(work)

    def _put(self, writer: Writer, *, fields: dict[str, object]) -> None:
        if not self.empty:
            writer.delete_documents_by_term("key", fields["key"])
        writer.add_document(Fields.from_dict(fields, schema()))

    def _call(self, work: Callable[[Writer], object]) -> None:
        """Do *work*. Once something has failed, tantivy would accept more, and keep nothing."""
        writer = self.writer
        if writer is None:
            raise NotReady
        try:
            unpanicked(lambda: work(writer))
        except Full:
            raise
        except BaseException:
            self.failed = True
            raise


def _writer(index: Index, heap: int) -> Writer:
    """Return tantivy's writer with one thread. Raises Busy if a forked process holds its lock."""
    try:
        return unpanicked(lambda: index.writer(heap, 1))
    except ValueError as fault:
        if "LockBusy" in str(fault):
            raise Busy from fault
        raise


def _delete(writer: Writer, *, name: str, value: str) -> None:
    if name == "id":
        writer.delete_documents_by_term("key", key_of(value))
    else:
        number = int(value) * 2 if name == "thread" else int(value)
        writer.delete_documents_by_term(name, number)


def _fields(document: Document, language: str) -> dict[str, object]:
    group = document.group
    return {
        "key": key_of(document.id),
        "thread": group * 2 if group > 0 else -group * 4 + 3,  # both are more than 0
        "author": document.author_id,
        "space": document.space_id,
        "ts": int(document.at.timestamp() * 1000),
        "opening": int(bool(document.title)),
        "weight": _weight(document.states),
        "kind": document.kind,
        "state": list(document.states),
        "tag": [storable(tag) for tag in document.tags],
        "scope": document.scope,
        "title": _words(document.title, language),
        "thread_title": _words(document.thread_title, language),
        "body": _words(document.body, language),
    }


def _weight(states: Iterable[str]) -> float:
    """Return what is stored of how much a document counts.

    Its score is multiplied by log2(2 + weight), where a weight of less than 0 counts as 0.
    """
    return 2 ** (counts(states) / WORSE) - 2


def _words(text: str, language: str) -> str:
    return " ".join(map(token, stemming.stems(text, language)))
