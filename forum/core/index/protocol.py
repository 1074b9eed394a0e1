"""The protocol of search engines: queries, answers and documents.

Whatever is found, counted or suggested is limited to the ``Reach`` of the viewer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager

INDEX_VERSION = 7
"""Raise it with every change to the fields of an index, or to the stemming of words.

An index of another version, or in another language, is still searched until the new one is built.
"""
Order = Literal["best", "newest"]
Field = Literal["author", "tag", "space", "thread", "kind", "state", "year"]
FACETS: tuple[Field, ...] = ("kind", "space", "state", "year")
"""The fields that results are counted by, and can be narrowed to one value of."""
PAGE_SIZE = 20
"""Hits on a page."""
MOST_TERMS = 32
"""How many words are searched for; the rest are ignored."""
MOST_TITLE_WORDS = 8
"""How many words of a title, the last ones, are compared with other titles."""
MOST_COMPLETIONS = 50
"""How many words an unfinished word can stand for."""
NEAR = 0.7
"""How good an opening must be, beside the best reply of its thread, to stand for the thread."""
Run = tuple[str, ...]
"""Stems in sequence: one is a word, several are a phrase."""


def ranked_by(group: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs of *group* that count, once: its single words, or else all of it."""
    return tuple(run for run in group if len(run) == 1) or group


class Busy(Exception):
    """Another thread or process is writing the index at the moment."""


class NotReady(Exception):
    """There is no index that can be read: it has to be built first."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """The text of a post, an artefact or a piece of a file, and all it is found and counted by."""

    id: str
    """ "p12" is a post, "a6" an artefact, "f4-2" the second piece of a file."""
    kind: str
    thread_id: int | None = None
    page_id: int | None = None  # the artefact that a file is on, if that is on no post
    author_id: int
    space_id: int
    scope: str
    """ "open", "s3" for the readers of the space 3, "t7" for those who have written in thread 7."""
    tags: tuple[str, ...] = ()
    at: datetime
    title: str = ""
    """That of a thread, if this is its opening, or of an artefact."""
    thread_title: str = ""
    """The title of its thread, if this is a reply, or the name of a file: found by that as well."""
    body: str = ""
    states: tuple[str, ...] = ()

    @property
    def group(self) -> int:
        """What it is one hit with: its thread, or, less than 0, its artefact."""
        return self.thread_id or -(self.page_id or int(self.id[1:]))


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
    narrowed: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    """The facets chosen, with the values that do. Each is counted as if it were not among them."""
    counted: bool = True  # or no facets are shown, and an engine need not count them
    unfinished: bool = False
    """Whether it is still being typed: the last word may be the beginning of another."""
    names: frozenset[str] = frozenset()
    """Words, folded, of names that are offered: what one of them begins with was not mistyped."""

    @property
    def in_thread(self) -> bool:
        """Whether only one thread is searched: then all its documents are hits of their own."""
        return any(name == "thread" for name, _ in self.fields)


@dataclass(frozen=True, kw_only=True)
class Words:
    """The stems that documents must have."""

    phrases: tuple[Run, ...] = ()
    """All of these must be there."""
    wanted: tuple[tuple[Run, ...], ...] = ()
    """Each is a word and what it may stand for: a document has it if it has one of its runs."""
    least: int = 0
    """How many of *wanted* must be there."""
    first: tuple[tuple[Run, ...], ...] = ()
    """If not empty: documents that have all of these come before all others."""
    unwanted: tuple[Run, ...] = ()
    """None of these may be there."""

    @property
    def stems(self) -> tuple[str, ...]:
        """Every stem that documents are ranked by, each once, in order."""
        return tuple(dict.fromkeys(chain(*self.phrases, *chain(*map(ranked_by, self.wanted)))))

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run that makes a document match or come first, each once."""
        return tuple(dict.fromkeys((*self.phrases, *chain(*self.wanted, *self.first))))


@dataclass(frozen=True, kw_only=True)
class Matches:
    """One page of matching documents, the best of each thread, with counts of all matches."""

    hits: tuple[str, ...] = ()
    """The ids of documents, of each thread only one; each artefact counts as a thread."""
    more: Mapping[str, int] = field(default_factory=dict)
    """How many other documents in the thread of a hit match, by its id; hits without are absent."""
    total: int = 0
    """How many documents match."""
    threads: int = 0
    """In how many threads they are: how many hits all pages have together."""
    facets: Mapping[Field, Mapping[str, int]] = field(default_factory=dict)
    partial: bool = False
    """Whether the search was too much work, so that some matches may be missing."""
    too_common: bool = False
    """Whether the query has only stop words, which find nothing."""
    outdated: bool = False
    """Whether an index of another version or language answered: a new one should be built."""
    loose: bool = False
    """Whether there are documents among them that have not all the words."""
    complete: int = 0
    """If so: how many of the best threads have all the words."""
    runs: tuple[Run, ...] = ()
    """The words and phrases that were looked for: these are marked in excerpts."""
    language: str = ""
    """The language of the index that answered."""
    unknown: tuple[str, ...] = ()
    """The words, as typed, that nothing in reach has."""
    replaced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The stems that were looked for instead of an unknown word, by the word as typed."""


class Index(Protocol):
    """An index that is open for reading."""

    @property
    def language(self) -> str:
        """The language whose stems are in it."""

    def find(
        self, words: Words, query: SearchQuery, *, reach: Reach, page: int, order: Order
    ) -> Matches:
        """Return page *page* (from 1) of the documents that have *words* and fit *query*.

        The terms of *query* are not read. A title counts more than a body, a rare word more than a
        common one, and what is in a better state (``weights.py``) a little more.
        """

    def count_having(self, stems: Collection[str], *, reach: Reach) -> Mapping[str, int]:
        """Return how many documents in *reach* have each of *stems*; those without are absent.

        An estimate will do, but not for whether there is one.
        """

    def beginning(self, start: str, *, reach: Reach, most: int) -> Sequence[str]:
        """Return the *most* usual stems of documents in *reach* that begin with *start*."""


class IndexWriter(Protocol):
    """Writes into an index. Changes take effect once the ``with`` block ends without an error."""

    def write(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]]) -> None:
        """Delete the *gone* documents, then add *documents*, replacing those with the same ids.

        *gone* are pairs of a field, ``id``, ``thread`` or ``space``, and its value.
        """


class Engine(Protocol):
    """A search engine."""

    def search(self, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
        """Return page *page* (from 1) of what *query* finds (``strategy.py``). Raises NotReady."""

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents with a title like *title*, as it is typed. Raises NotReady."""

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
