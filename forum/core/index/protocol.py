"""What a search engine must do, whichever it is. All of it over what the viewer may see only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime


Order = Literal["best", "newest"]
Field = Literal["author", "tag", "space", "kind", "state", "year"]
FACETS: tuple[Field, ...] = ("kind", "space", "state", "year")
"""What results are counted by, and can be narrowed to one value of."""
SIZE = 20
"""Hits on a page."""
TERMS = 8
"""Words that are searched for at most; the rest is left out."""
EXPANDED = 50
"""Words that the beginning of a word stands for at most."""


class Busy(Exception):
    """Somebody else is writing the index just now."""


class NotReady(Exception):
    """There is no index, or not one that can be read: it has to be built anew."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """What can be found: a post or an artefact, as text."""

    id: str
    """ "p12" is a post, "a6" an artefact."""
    kind: str
    thread_id: int | None = None
    author_id: int
    space_id: int
    scope: str
    """ "open", or "s3" where only the members of a space read it."""
    tags: tuple[str, ...] = ()
    at: datetime
    title: str = ""
    body: str = ""
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """A word, or the words of a phrase, as typed; ``without`` what must not be there."""

    text: str
    phrase: bool = False
    without: bool = False


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a viewer may find: documents of these scopes, but none of what is withheld."""

    scopes: tuple[str, ...] = ()
    without_spaces: frozenset[int] = frozenset()
    without_threads: frozenset[int] = frozenset()
    without_documents: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is looked for. Every entry of ``fields`` is wanted, each with one of its values."""

    terms: tuple[Term, ...] = ()
    fields: tuple[tuple[Field, tuple[str, ...]], ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    narrowed: Mapping[Field, str] = field(default_factory=dict)
    """The facets chosen. The counts of a facet are those without its own choice."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of hits, with how many there are in all."""

    hits: tuple[str, ...] = ()
    total: int = 0
    facets: Mapping[Field, Mapping[str, int]] = field(default_factory=dict)
    partial: bool = False
    """Whether it took too long, so that some may be missing."""
    too_common: bool = False
    """Whether all the words are such that every text has them."""


class Writing(Protocol):
    """The index while it is being written; what is written counts once the block ends well."""

    def write(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]]) -> None:
        """Put *documents* in place of those with their ids, after taking out what is *gone*.

        *gone* are pairs of ``id``, ``thread`` or ``space`` with its value.
        """


class Engine(Protocol):
    """A search engine."""

    def search(self, sought: Sought, *, reach: Reach, page: int, order: Order) -> Found:
        """Return page *page* (from 1) of what *sought* finds; NotReady where there is no index."""

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents whose title is like *title*, its last word perhaps unfinished.

        Raises NotReady.
        """

    def found(self, terms: Iterable[Term]) -> Callable[[str], bool]:
        """Return what says of a word of a text whether one of *terms* finds it."""

    def ready(self) -> bool:
        """Whether there is an index to search."""

    def count(self) -> int:
        """Return how many documents there are; NotReady where there is no index."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep everybody else from writing; Busy at once where somebody is."""

    def writing(self) -> AbstractContextManager[Writing]:
        """Write into the index. To be held inside ``alone``; NotReady where there is none."""

    def rebuilding(self) -> AbstractContextManager[Writing]:
        """Write a new index beside the old one, which is put in its place at the end."""

    def home(self) -> str:
        """Return the random id of the place where this index lies, made at the first call."""

    def place(self) -> str:
        """Return where that is, as people and this machine know it. Nothing is made."""
