"""What lies in PostgreSQL's index, and how it is written: words with their places, by us alone.

The words are made as for Whoosh (``words.py``), so no text search configuration and no extension
of the server has a say in what is found, and nothing of a text or a query is parsed there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, bindparam, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert

from ..stemming import stems
from .models import SearchDocument, SearchText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import ColumnElement, Connection

    from ..protocol import Document

LARGEST = 900_000
"""Bytes of a vector, which PostgreSQL keeps below a megabyte: further words are left out."""
TITLE, BODY = "A", "D"
"""The weights of words in a title and in a text."""
_PLACES = 256
"""How many places of one word PostgreSQL keeps: further ones serve no phrase, so none is sent."""
_LAST = 16_383
"""The largest place it can keep."""


class Writing:
    """One build of the index, written over connections that *begin* opens and commits."""

    def __init__(
        self, begin: Callable[[], AbstractContextManager[Connection]], *, build: int, language: str
    ) -> None:
        self.begin, self.build, self.language = begin, build, language

    def write(self, documents: Iterable[Document], gone: Iterable[tuple[str, str]]) -> None:
        """Put *documents* in place of those with their ids, after taking out what is *gone*."""
        fresh = {document.id: document for document in documents}
        with self.begin() as connection:
            self._drop(connection, gone, but=list(fresh))
            if fresh:
                self._put(connection, fresh)

    def rescope(self, space_id: int, scope: str) -> None:
        """Let the documents of a space be found by others from now on, without reading them."""
        with self.begin() as connection:
            connection.execute(
                update(SearchDocument)
                .where(SearchDocument.build == self.build, SearchDocument.space_id == space_id)
                .values(scope=scope)
            )

    def _drop(
        self, connection: Connection, gone: Iterable[tuple[str, str]], *, but: Sequence[str]
    ) -> None:
        """Take out what is *gone*, *but* not what is written again at once."""
        where = [_named(field, value) for field, value in gone]
        if where:
            kept = SearchDocument.id != func.all(literal(list(but), ARRAY(Text)))
            empty(connection, and_(SearchDocument.build == self.build, kept, or_(*where)))

    def _put(self, connection: Connection, fresh: dict[str, Document]) -> None:
        adding = insert(SearchDocument)
        changed = {
            column.name: adding.excluded[column.name]
            for column in SearchDocument.__table__.columns
            if column.name not in {"number", "build", "id"}
        }
        placing = adding.on_conflict_do_update(
            index_elements=["build", "id"], set_=changed
        ).returning(SearchDocument.number, SearchDocument.id)
        numbers = {
            row.id: row.number
            for row in connection.execute(placing, [self._fields(d) for d in fresh.values()])
        }
        texts = insert(SearchText).values(title=_given("title"), words=_given("words"))
        new = texts.excluded
        connection.execute(
            texts.on_conflict_do_update(
                index_elements=["number"],
                set_={"title": new.title, "words": new.words},
                where=(SearchText.title != new.title) | (SearchText.words != new.words),
            ),
            [{"number": numbers[id], **self._words(d)} for id, d in fresh.items()],
        )

    def _fields(self, document: Document) -> dict[str, Any]:
        return {
            "build": self.build,
            "id": document.id,
            "kind": document.kind,
            "thread_id": document.thread_id,
            "author_id": document.author_id,
            "space_id": document.space_id,
            "scope": document.scope,
            "year": document.at.year,
            "at": document.at,
            "tags": [storable(tag) for tag in document.tags],
            "states": list(document.states),
        }

    def _words(self, document: Document) -> dict[str, str]:
        title = stems(document.title, self.language)
        body = stems(document.body, self.language)
        return {
            "given_title": vector((TITLE, title)),
            "given_words": vector((TITLE, title), (BODY, body)),
        }


def _given(name: str) -> Any:
    return cast(bindparam(f"given_{name}", type_=Text), TSVECTOR)


def empty(connection: Connection, which: ColumnElement[bool]) -> None:
    """Delete the documents that *which* names, and their words."""
    going = select(SearchDocument.number).where(which)
    connection.execute(delete(SearchText).where(SearchText.number.in_(going)))
    connection.execute(delete(SearchDocument).where(which))


def _named(field: str, value: str) -> ColumnElement[bool]:
    if field == "id":
        return SearchDocument.id == value
    column = {"thread": SearchDocument.thread_id, "space": SearchDocument.space_id}[field]
    return column == int(value)


def storable(text: str) -> str:
    """Return *text* without what PostgreSQL does not take: NUL, and halves of a pair."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def quoted(word: str) -> str:
    """Return *word* as one lexeme of a vector or a query, whatever signs are in it."""
    inside = storable(word).replace("\\", "\\\\").replace("'", "''")
    return f"'{inside}'"


def vector(*runs: tuple[str, list[str]]) -> str:
    """Return the vector, as PostgreSQL writes one, of words one after the other by weight.

    A gap stands between two runs, so that no phrase is found across.
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
