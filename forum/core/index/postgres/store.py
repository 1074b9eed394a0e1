"""Writes the index in PostgreSQL: words with their places.

The words are made here as for Whoosh (``stemming.py``). Both engines therefore find the same
documents, and the server needs no text search configuration or extension, and parses no text or
query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import (
    BigInteger,
    Integer,
    Text,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR, array, insert

from ..stemming import stems
from .models import STRETCH, SearchDocument, SearchText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.dialects.postgresql import Insert

    from ..protocol import Document

LARGEST = 900_000
"""The most bytes in a vector, which PostgreSQL limits to a megabyte; more words are left out."""
TITLE, THREAD, BODY = "A", "B", "D"
"""The weights of words in a title, in the title of the thread of a reply, and in a text."""


class Build(NamedTuple):
    """An index in the tables ``forum_search_...``."""

    number: int
    words: str
    """Its version, then its language, like "3en"."""

    @property
    def language(self) -> str:
        """The language whose stems are in it."""
        return self.words.lstrip("0123456789")


_FIELDS = [column for column in SearchDocument.__table__.columns if column.name != "number"]


def _put() -> Insert:
    """Return the statement that adds or replaces the documents in ``:given``, with their words.

    It is one and the same for any number of documents: they are given as JSON.
    """
    columns = [column(field.name, field.type) for field in _FIELDS]
    words = [column(name, Text) for name in ("title", "words")]
    read = func.jsonb_to_recordset(bindparam("given", type_=JSONB))
    given = read.table_valued(*columns, *words, name="given").render_derived(with_types=True)
    adding = insert(SearchDocument).from_select(
        [field.name for field in _FIELDS], select(*(given.c[field.name] for field in _FIELDS))
    )
    changed = {field.name: adding.excluded[field.name] for field in _FIELDS}
    placed = (
        adding.on_conflict_do_update(index_elements=["build", "id"], set_=changed)
        .returning(SearchDocument.number, SearchDocument.id)
        .cte("placed")
    )
    vectors = (cast(given.c[name], TSVECTOR) for name in ("title", "words"))
    stretch = array([placed.c.number / literal_column(str(STRETCH), BigInteger)])
    texts = insert(SearchText).from_select(
        ["number", "stretch", "title", "words"],
        select(placed.c.number, stretch, *vectors).join(given, given.c.id == placed.c.id),
    )
    new = texts.excluded
    return texts.on_conflict_do_update(
        index_elements=["number"],
        set_={"title": new.title, "words": new.words, "stretch": new.stretch},
        where=(SearchText.title != new.title)
        | (SearchText.words != new.words)
        | (SearchText.stretch != new.stretch),
    )


_PUT = _put()
_PLACES = 256
"""The most places of one word that PostgreSQL stores; it would drop the rest."""
_LAST = 16_383
"""The largest place it can store."""


class IndexWriter:
    """Writes one build of the index, over connections that *begin* opens and commits."""

    def __init__(
        self, begin: Callable[[], AbstractContextManager[Connection]], *, build: int, language: str
    ) -> None:
        self.begin, self.build, self.language = begin, build, language

    def write(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]]) -> None:
        """Delete the *gone* documents, then add *documents*, replacing those with the same ids."""
        fresh = {document.id: document for document in documents}
        with self.begin() as connection:
            self._delete(connection, gone, but=list(fresh))
            if fresh:
                self._put(connection, fresh)

    def rescope(self, space_id: int, scope: str) -> None:
        """Change who can find the documents of a space, without reading them again.

        Those of a thread, "t7", stay: they are found by whoever has written there.
        """
        changed = (
            update(SearchDocument)
            .where(
                SearchDocument.build == self.build,
                SearchDocument.space_id == space_id,
                ~SearchDocument.scope.startswith("t"),
            )
            .values(scope=scope)
        )
        with self.begin() as connection:
            connection.execute(changed)

    def _delete(
        self, connection: Connection, gone: Iterable[tuple[str, str]], *, but: Sequence[str]
    ) -> None:
        """Delete the *gone* documents, except for the ids *but*, which are about to be replaced."""
        where = _having(gone)
        if where:
            others = SearchDocument.id != func.all(literal(list(but), ARRAY(Text)))
            mine = SearchDocument.build == self.build
            delete_documents(connection, and_(mine, others, or_(*where)))

    def _put(self, connection: Connection, fresh: dict[str, Document]) -> None:
        """Add or replace *fresh*, by id. Words that did not change are not written again."""
        given = [{**self._fields(one), **self._words(one)} for one in fresh.values()]
        connection.execute(_PUT, {"given": given})

    def _fields(self, document: Document) -> dict[str, object]:
        return {
            "build": self.build,
            "id": document.id,
            "kind": document.kind,
            "thread_id": document.group,
            "author_id": document.author_id,
            "space_id": document.space_id,
            "scope": document.scope,
            "year": document.at.year,
            "at": document.at.isoformat(),
            "tags": [storable(tag) for tag in document.tags],
            "states": list(document.states),
        }

    def _words(self, document: Document) -> dict[str, str]:
        title = stems(document.title, self.language)
        thread = stems(document.thread_title, self.language)
        body = stems(document.body, self.language)
        return {
            "title": vector((TITLE, title)),
            "words": vector((TITLE, title), (THREAD, thread), (BODY, body)),
        }


def delete_documents(connection: Connection, which: ColumnElement[bool]) -> None:
    """Delete the documents for which *which* is true, with their words."""
    going = select(SearchDocument.number).where(which)
    connection.execute(delete(SearchText).where(SearchText.number.in_(going)))
    connection.execute(delete(SearchDocument).where(which))


def _having(gone: Iterable[tuple[str, str]]) -> list[ColumnElement[bool]]:
    """Return one condition for each field of what is *gone*: a file alone has many ids."""
    values: dict[str, list[str]] = {}
    for field, value in gone:
        values.setdefault(field, []).append(value)
    return [_one_of(field, some) for field, some in values.items()]


def _one_of(field: str, values: list[str]) -> ColumnElement[bool]:
    if field == "id":
        return SearchDocument.id == func.any(literal(values, ARRAY(Text)))
    column = {"thread": SearchDocument.thread_id, "space": SearchDocument.space_id}[field]
    return column == func.any(literal(list(map(int, values)), ARRAY(Integer)))


def storable(text: str) -> str:
    """Return *text* without what PostgreSQL refuses: NUL and lone surrogates."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def quoted(word: str) -> str:
    """Return *word* as one lexeme of a vector or a query, whatever characters it has."""
    inside = storable(word).replace("\\", "\\\\").replace("'", "''")
    return f"'{inside}'"


def vector(*runs: tuple[str, list[str]]) -> str:
    """Return *runs*, each a weight and its words, in PostgreSQL's syntax of a vector.

    There is a gap between two runs, so that no phrase is found across it.
    """
    places: dict[str, list[str]] = {}
    at = size = 0
    for weight, words in runs:
        for word in words:
            at = min(at + 1, _LAST)
            size += 2 if word in places else len(word.encode("utf-8", "replace")) + 8
            if size > LARGEST:
                break
            if len(here := places.setdefault(word, [])) < _PLACES:
                here.append(f"{at}{weight}")
        at += 1
    return " ".join(f"{quoted(word)}:{','.join(here)}" for word, here in places.items())
