"""The search engine in the forum's own PostgreSQL: its index is committed with the posts."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, text, update

from ...database.postgres import TooLong, lock, reading_for, try_lock
from ..protocol import INDEX_VERSION, Busy, Matches, NotReady
from ..strategy import search
from .models import SearchBuild, SearchDocument
from .rarity import Rarity
from .search import OpenIndex
from .similar import similar
from .store import Build, IndexWriter, delete_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

    from ..protocol import Order, Reach, SearchQuery

LOCKS = 0x666F7273
"""The group of our advisory locks in PostgreSQL: "fors" in ASCII."""
SECONDS = 5.0
"""A safety net: how long one statement of a search may take. What is asked for bounds the work."""
ALONE, ALL = 1, 2
"""Two locks of that group.

ALONE is held by the one process that rebuilds or catches up. ALL is taken shared to write one
document and exclusively to write many.
"""


class PostgresEngine:
    """Uses the newest complete build in the tables ``forum_search_...``, preferably in *language*.

    *bind* provides connections for writing, *reading* the connection for a search.
    """

    def __init__(
        self,
        bind: Engine,
        *,
        language: str,
        reading: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self.bind, self.language, self.reading = bind, language, reading
        self.words = f"{INDEX_VERSION}{language}"
        self.rarity = Rarity()

    def search(self, query: SearchQuery, *, reach: Reach, page: int, order: Order) -> Matches:
        """Return page *page* (from 1) of the documents that match *query*. Raises NotReady."""
        with self.reading() as connection:
            build = self._build(connection)
            index = OpenIndex(connection, build, self.rarity)
            try:
                with reading_for(connection, seconds=SECONDS):
                    found = search(index, query, reach=reach, page=page, order=order)
            except TooLong:
                found = Matches(partial=True)
            return found if self._is_current(build) else replace(found, outdated=True)

    def similar(self, title: str, *, reach: Reach, most: int) -> tuple[str, ...]:
        """Return ids of documents with a title like *title*. Raises NotReady."""
        with self.reading() as connection:
            build = self._build(connection)
            try:
                with reading_for(connection, seconds=SECONDS):
                    return similar(connection, title, build=build, reach=reach, most=most)
            except TooLong:
                return ()

    def ready(self) -> bool:
        """Whether there is an index to search, of any version and language."""
        with self.reading() as connection:
            return self._find(connection) is not None

    def is_current(self) -> bool:
        """Whether there is an index of this version and language."""
        with self.reading() as connection:
            build = self._find(connection)
            return build is not None and self._is_current(build)

    def count(self) -> int:
        """Return the number of documents. Raises NotReady."""
        with self.reading() as connection:
            mine = SearchDocument.build == self._build(connection).number
            return connection.scalar(select(func.count()).where(mine)) or 0

    def home_id(self) -> str:
        """Return the same id everywhere: a database has one such index."""
        return "postgresql"

    def location(self) -> str:
        """Return where the index is, for people to read."""
        return "the database itself"

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Keep out all others that rebuild or catch up. Raises Busy at once if there is one."""
        with self.bind.begin() as connection:
            if not try_lock(connection, LOCKS, ALONE):
                raise Busy
            yield

    @contextmanager
    def writing(self) -> Iterator[IndexWriter]:
        """Update the index. Concurrent commits wait, so that none of them indexes stale rows."""
        with self.bind.begin() as connection:
            build = self._find(connection)
            if build is None or not self._is_current(build):
                raise NotReady
            lock(connection, LOCKS, ALL)
            unfinished = delete(SearchBuild).where(~SearchBuild.done)  # its process has died
            connection.execute(unfinished)
            yield self.writer_over(connection, build.number)

    @contextmanager
    def rebuilding(self) -> Iterator[IndexWriter]:
        """Write a new build in many transactions; it is searched once it is complete."""
        number = self._begin_build()
        try:
            yield IndexWriter(self.bind.begin, build=number, language=self.language)
            self._finish_build(number)
        except BaseException:
            self._delete_build(number)
            raise
        self._delete_other_builds(number)
        with self.bind.begin() as connection:
            # without statistics PostgreSQL would read whole tables in the first searches
            connection.execute(text("ANALYZE forum_search_document, forum_search_text"))

    def writer_over(self, connection: Connection, build: int) -> IndexWriter:
        """Return a writer for *build* over *connection*, which the caller commits."""
        return IndexWriter(lambda: nullcontext(connection), build=build, language=self.language)

    def _build(self, connection: Connection) -> Build:
        """Return the build to search. Raises NotReady."""
        found = self._find(connection)
        if found is None:
            raise NotReady
        return found

    def _find(self, connection: Connection) -> Build | None:
        """Return the newest complete build, if possible of this version and language, or None."""
        statement = (
            select(SearchBuild.number, SearchBuild.words)
            .where(SearchBuild.done)
            .order_by((SearchBuild.words == self.words).desc(), SearchBuild.number.desc())
            .limit(1)
        )
        found = connection.execute(statement).first()
        return Build(*found) if found else None

    def _is_current(self, build: Build) -> bool:
        return build.words == self.words

    def _begin_build(self) -> int:
        """Announce a new build. Commits from now on leave a row in the outbox for it."""
        with self.bind.begin() as connection:
            lock(connection, LOCKS, ALL)
            used = (SearchBuild.number, SearchDocument.build)  # a killed build leaves documents
            number = max(connection.scalar(select(func.max(n))) or 0 for n in used) + 1
            build = {"number": number, "words": self.words, "done": False}
            connection.execute(insert(SearchBuild).values(build))
        return number

    def _finish_build(self, number: int) -> None:
        finished = update(SearchBuild).where(SearchBuild.number == number).values(done=True)
        with self.bind.begin() as connection:
            lock(connection, LOCKS, ALL)
            connection.execute(finished)

    def _delete_build(self, number: int) -> None:
        with self.bind.begin() as connection:
            delete_documents(connection, SearchDocument.build == number)
            connection.execute(delete(SearchBuild).where(SearchBuild.number == number))

    def _delete_other_builds(self, number: int) -> None:
        with self.bind.begin() as connection:
            delete_documents(connection, SearchDocument.build != number)
            connection.execute(delete(SearchBuild).where(SearchBuild.number != number))
