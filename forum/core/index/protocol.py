"""The protocol of search engines: queries, answers and documents.

Whatever is found, counted or suggested is limited to the ``Reach`` of the viewer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager

INDEX_VERSION = 3
"""Raise it with every change to the fields of an index, or to the stemming of words.

An index of another version, or in another language, is still searched until the new one is built.
"""
Order = Literal["best", "newest"]
Field = Literal["author", "tag", "space", "kind", "state", "year"]
FACETS: tuple[Field, ...] = ("kind", "space", "state", "year")
"""The fields that results are counted by, and can be narrowed to one value of."""
PAGE_SIZE = 20
"""Hits on a page."""
MOST_TERMS = 8
"""How many words are searched for; the rest are ignored."""
MOST_COMPLETIONS = 50
"""How many words an unfinished word can stand for."""


class Busy(Exception):
    """Another thread or process is writing the index at the moment."""


class NotReady(Exception):
    """There is no index that can be read: it has to be built first."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """The text of a post or an artefact, with everything it is found and counted by."""

    id: str
    """ "p12" is a post, "a6" an artefact."""
    kind: str
    thread_id: int | None = None
    author_id: int
    space_id: int
    scope: str
    """ "open", "s3" for the readers of the space 3, "t7" for those who have written in thread 7."""
    tags: tuple[str, ...] = ()
    at: datetime
    title: str = ""
    body: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word or a phrase, as typed. If ``without`` is true, documents that have it are left out."""

    text: str
    phrase: bool = False
    without: bool = False


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The documents a viewer may find: those of these scopes, without the ones listed here."""

    scopes: tuple[str, ...] = ()
    without_spaces: frozenset[int] = frozenset()
    without_threads: frozenset[int] = frozenset()
    without_documents: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class SearchQuery:
    """A search, with ids for all names. Every field must match, with any one of its values."""

    terms: tuple[Term, ...] = ()
    fields: tuple[tuple[Field, tuple[str, ...]], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    clock: timedelta = timedelta()
    """How far the reader's clock is ahead of UTC at New Year: years are counted by it."""
    narrowed: Mapping[Field, str] = field(default_factory=dict)
    """The facets chosen. A facet is counted as if nothing were chosen in it."""


@dataclass(frozen=True, kw_only=True)
class Matches:
    """One page of the ids of matching documents, with counts of all matches."""

    hits: tuple[str, ...] = ()
    total: int = 0
    facets: Mapping[Field, Mapping[str, int]] = field(default_factory=dict)
    partial: bool = False
    """Whether the search ran out of time, so that some matches may be missing."""
    too_common: bool = False
    """Whether the query has only stop words, which find nothing."""
    outdated: bool = False
    """Whether an index of another version or language answered: a new one should be built."""


class IndexWriter(Protocol):
    """Writes into an index. Changes take effect once the ``with`` block ends without an error."""

    def write(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]]) -> None:
        """Delete the *gone* documents, then add *documents*, replacing those with the same ids.

        *gone* are pairs of a field, ``id``, ``thread`` or ``space``, and its value.
        """


class Engine(Protocol):
    """A search engine."""

    def search(self, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
        """Return page *page* (from 1) of the documents that match *query*. Raises NotReady."""

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents with a title like *title*, whose last word may be unfinished.

        Raises NotReady.
        """

    def word_matcher(self, terms: Iterable[Term]) -> Callable[[str], bool]:
        """Return a predicate that says whether a word matches one of *terms*."""

    def ready(self) -> bool:
        """Whether there is an index to search, of any version and language."""

    def is_current(self) -> bool:
        """Whether there is an index of this version and language: only that can be updated."""

    def count(self) -> int:
        """Return the number of documents. Raises NotReady."""

    def write_lock(self) -> AbstractContextManager[None]:
        """Keep all other writers out. Raises Busy at once if there is one."""

    def writing(self) -> AbstractContextManager[IndexWriter]:
        """Update the index. Needs ``write_lock``. Raises NotReady unless ``is_current``."""

    def rebuilding(self) -> AbstractContextManager[IndexWriter]:
        """Write a new index, which replaces the old one at the end. Needs ``write_lock``."""

    def home_id(self) -> str:
        """Return the random id of the place where this index is, creating it if needed."""

    def location(self) -> str:
        """Return where the index is, for people to read. Nothing is created."""
